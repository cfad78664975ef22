#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "call/services.hpp"
#include "dialplan/dialplan.hpp"
#include "model/hangup_cause.hpp"
#include "sip/loop.hpp"

namespace sofia::call {

class Call;

/// The list of dialplan actions that a call goes through before it is answered. Owned by its call;
/// ends with the call or when the call is bridged. Thread: SIP.
class Script {
  public:
    Script(Services& services, base::CallUuid call, std::vector<dialplan::Action> actions)
        : services_(services), call_(std::move(call)), actions_(std::move(actions)) {}

    /// Runs actions until one waits (bridge, sleep) or ends the call, or the list is at its end,
    /// which hangs up with NORMAL_CLEARING when nobody has answered (behaviour-spec 6.3). The
    /// script may be destroyed inside.
    void run();
    /// Goes on with the next action after `delay`.
    void pause(std::chrono::milliseconds delay);
    /// Lets the caller ring until the call ends, at the latest after `limit` (0: none).
    void park(std::chrono::seconds limit, const model::HangupCause& cause);
    /// Begins again with another list (transfer).
    void replace(std::vector<dialplan::Action> actions);
    /// Runs another list before what is left of this one (execute_extension).
    void insert(std::vector<dialplan::Action> actions);
    /// How often a list was added; extensions that name each other end by this.
    int passes() const noexcept { return passes_; }

  private:
    Services& services_;
    base::CallUuid call_;
    std::vector<dialplan::Action> actions_;
    std::size_t next_ = 0;
    int passes_ = 0;
    std::unique_ptr<sip::Timer> timer_;
    std::unique_ptr<sip::Timer> ringing_;
};

}  // namespace sofia::call
