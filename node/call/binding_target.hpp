#pragma once

#include "call/target.hpp"
#include "model/registration.hpp"

namespace sofia::call {

/// How a registered contact is called: its URI, over its Path (RFC 3327 5.3), and, when the phone
/// registered from behind NAT or over a connection, by way of the address that the registration
/// came from (RFC 5626 5.3 in spirit).
Target target_of(const model::Registration& binding);

}  // namespace sofia::call
