#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "call/call.hpp"
#include "call/services.hpp"

namespace sofia::call {

/// An application that is run on a leg.
struct Execution {
    std::string application;
    /// Its argument, expanded.
    std::string data;
    /// Names this run in CHANNEL_EXECUTE and CHANNEL_EXECUTE_COMPLETE.
    std::string uuid;
    /// What came of it, for the second of these events.
    std::string response = "_none_";
};

/// Whether execute() knows an application.
bool can_execute(std::string_view application) noexcept;

/// Runs an application on a leg on behalf of somebody outside of the dialplan: `set`, `unset`,
/// `multiset`, `hangup`, `sched_hangup`, `transfer`, `log`, `info`, `eval`, on the leg whose calls
/// the dialplan makes `export`, `answer`, `pre_answer`, and before the answer `ring_ready`,
/// `respond`, `redirect`, `deflect`. `what.data` is as written. Both events are
/// published unless the application is none of these. Errors: Invalid, NotFound, Overload, with
/// words for whoever asked.
base::Result<void> execute(Services& services, Call& call, const Leg& leg, Execution what);

}  // namespace sofia::call
