#pragma once

#include <string>
#include <string_view>

#include "call/applications.hpp"

namespace sofia::call {

/// `bridge DIAL-STRING`: rings, and connects the caller with whoever answers. When nobody does,
/// continue_on_fail, failure_causes and transfer_on_fail decide what follows (behaviour-spec 4.2).
Flow bridge(Services& services, Call& call, Script& script, const std::string& data);

/// Sets a variable of the caller's that also goes to the legs that are called, `nolocal:` in front
/// of the name: only to these.
void export_variable(Variables& variables, std::string name, std::string value);

}  // namespace sofia::call
