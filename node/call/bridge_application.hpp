#pragma once

#include <string>
#include <string_view>

#include "call/applications.hpp"
#include "call/best_response.hpp"

namespace sofia::call {

/// `bridge DIAL-STRING`: rings, and connects the caller with whoever answers. When nobody does,
/// continue_on_fail, failure_causes and transfer_on_fail decide what follows (behaviour-spec 4.2).
Flow bridge(Services& services, Call& call, Script& script, const std::string& data);

/// Ends a call, or a transfer, in which nobody has answered: with the callee's own status where
/// that may be told (told_status()) and the caller's `sip_ignore_remote_cause` is not true, else
/// with that of the cause.
void end_unanswered(Call& call, const Failure& failure, const std::string& why);

/// Sets a variable of the caller's that also goes to the legs that are called, `nolocal:` in front
/// of the name: only to these.
void export_variable(Variables& variables, std::string name, std::string value);

}  // namespace sofia::call
