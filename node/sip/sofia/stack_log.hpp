#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "sip/trace_level.hpp"

namespace sofia::sip::nta {

/// Leads what sofia-sip prints into our log: traced messages (see Agent::trace) at the trace level,
/// one line a message; its own remarks at debug, or at the trace level as well once somebody has
/// asked for more of them, by component_level() or by an environment variable such as NTA_DEBUG.
/// Calling it again changes nothing. Thread: SIP.
void redirect_stack_log();

/// How traced messages stand in the log; nothing: they do not. At first at info, whatever the level
/// of the log is. Thread: SIP.
void set_trace_level(std::optional<TraceLevel> level);

/// How much a component of the stack says, 0 to 9; sets it first when `level` is given. `default`
/// is what components without a level of their own use, `all` every component. Errors: NotFound.
/// Thread: SIP.
base::Result<int> component_level(const std::string& component, std::optional<int> level);

}  // namespace sofia::sip::nta
