#pragma once

#include <string_view>

#include "model/profile.hpp"
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

}  // namespace sofia::registrar
