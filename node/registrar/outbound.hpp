#pragma once

#include "model/profile.hpp"
#include "model/registration.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// What a contact of a REGISTER is with regard to SIP Outbound (RFC 5626 6).
enum class Outbound {
    NotAsked,  ///< a plain binding: the phone or the profile does not speak of flows
    Flow,      ///< requests to it go over the flow on which it came
    NoEdge,    ///< asked for, but the first proxy on the way keeps no flow: 439
};

/// Judges one contact. A phone asks with option tag `outbound` in Supported or Require and with
/// +sip.instance and reg-id; a proxy in front of it that keeps flows says `ob` in its Path. Pure.
Outbound outbound_of(const sip::Request& request,
                     const sip::Contact& contact,
                     const model::Profile& profile);

/// Whether a binding was made as a flow on a connection, which is the only way to its phone: once
/// it is closed the phone is not called until it has come back (RFC 5626 5.3). Pure.
bool is_flow_on_connection(const model::Registration& binding, const model::Profile& profile);

}  // namespace sofia::registrar
