#pragma once

#include <string>

#include "model/registration.hpp"
#include "sip/endpoint.hpp"

namespace sofia::registrar {

/// Where requests to a binding go at the transport level when neither its contact nor its Path says
/// so: the address that a phone behind NAT or on a connection registered from (RFC 5626 5.3 in
/// spirit). Empty: usual rules.
std::string next_hop_to(const model::Registration& binding);

/// A request to a registered phone outside of any dialog, from the address-of-record to itself:
/// over its Path (RFC 3327 5.3), else by next_hop_to(). The Call-ID is left to the caller.
sip::NewDialog way_to_phone(const model::Registration& binding);

}  // namespace sofia::registrar
