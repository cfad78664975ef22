#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "call/services.hpp"
#include "call/target.hpp"
#include "dialplan/dial_string.hpp"

namespace sofia::call {

/// Turns a parsed dial string into places to call: users and registrations are looked up, gateways
/// and direct URIs composed. A leg that cannot be called becomes Unreachable with its cause
/// (behaviour-spec 4.1) and does not stop the others. `exported` are the variables that every leg
/// gets beneath its own.
TargetPlan resolve(Services& services,
                   const dialplan::DialString& dial_string,
                   const Variables& exported);

/// Parses and resolves the argument of bridge or originate. Errors: Invalid with the position.
base::Result<TargetPlan> resolve(Services& services,
                                 std::string_view dial_string,
                                 const Variables& exported);

}  // namespace sofia::call
