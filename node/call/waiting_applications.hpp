#pragma once

#include <string>

#include "call/applications.hpp"

namespace sofia::call {

/// The caller's variable that says when and why the call is to be ended: seconds since 1970, cause.
inline constexpr std::string_view kScheduledHangup = "scheduled_hangup";

/// Applications that have to do with time and number: each as apply() describes them.
/// `sleep MILLISECONDS`: the next action runs after that time.
Flow sleep(Services& services, Call& call, Script& script, const std::string& data);
/// `park`: the call waits until it is ended, in ringing state: 180 now and once a minute (RFC 3261
/// 13.3.1.1). The variable park_timeout, `SECONDS[:CAUSE]`, bounds it.
Flow park(Services& services, Call& call, Script& script, const std::string& data);
/// `sched_hangup [+]SECONDS [CAUSE]`: ends the call at a time, whoever owns it then.
Flow sched_hangup(Services& services, Call& call, Script& script, const std::string& data);
/// The value of the variable kScheduledHangup that these words of sched_hangup ask for at `now`.
/// Requires: data_error() finds nothing wrong with them.
std::string scheduled_hangup(const std::string& data, base::WallTime now);
/// `limit BACKEND REALM RESOURCE [MAX[/SECONDS] [DESTINATION [DIALPLAN [CONTEXT]]]]`: takes a place
/// at a resource for as long as the call is, or transfers it, to `limit_exceeded` when nothing else
/// is said, or ends it when the destination is `!CAUSE`. Every backend is the node's own count.
Flow limit(Services& services, Call& call, Script& script, const std::string& data);

}  // namespace sofia::call
