#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "call/best_response.hpp"
#include "call/services.hpp"
#include "dialplan/dialplan.hpp"
#include "model/hangup_cause.hpp"
#include "sip/loop.hpp"

namespace sofia::call {

class Call;
class Steering;
struct Execution;

/// A text in which every control character has become a blank: commands answer in lines, while
/// headers, log and events have only one.
std::string one_line(std::string text);

/// The list of dialplan actions that a call goes through before it is answered. Owned by its call;
/// ends with the call or when the call is bridged. Thread: SIP.
class Script {
  public:
    Script(Services& services, base::CallUuid call, std::vector<dialplan::Action> actions);
    ~Script();
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;

    /// Runs actions until one waits (bridge, sleep) or ends the call, or the list is at its end,
    /// which hangs up when nobody has answered: with the cause of the last bridge that failed, so
    /// that "busy" is heard, else with NORMAL_CLEARING (behaviour-spec 6.3). The script may be
    /// destroyed inside.
    void run();
    /// A bridge has failed and the script goes on. One to a place that cannot be called at all, as
    /// an endpoint that is not here, does not hide why an earlier one failed.
    void bridge_failed(const Failure& failure);
    /// Goes on with the next action after `delay`.
    void pause(std::chrono::milliseconds delay);
    /// Lets the caller ring until the call ends, at the latest after `limit` (0: none). That and
    /// its end are CHANNEL_PARK and CHANNEL_UNPARK.
    void park(std::chrono::seconds limit, const model::HangupCause& cause);
    /// Begins again with another list (transfer).
    void replace(std::vector<dialplan::Action> actions);
    /// Runs another list before what is left of this one (execute_extension).
    void insert(std::vector<dialplan::Action> actions);
    /// Runs the orders of a server outside before what is left of the list, until it has left.
    void follow(std::shared_ptr<Steering> steering);
    /// Whether orders of this server are run.
    bool is_steered_by(const Steering& steering) const noexcept {
        return steering_.get() == &steering;
    }
    /// Whether nothing is run until an order comes, or the server leaves.
    bool awaits_order() const noexcept { return awaits_order_; }
    /// How often a list was added; extensions that name each other end by this.
    int passes() const noexcept { return passes_; }

  private:
    /// What is run next.
    struct Step {
        dialplan::Action action;
        /// Names the run in events; empty: a name is made.
        std::string uuid;
        /// Ordered by the server.
        bool is_order = false;
    };
    enum class Turn { Step, Wait, End };

    /// The events about an application that begins, and about the one that has ended. One with
    /// which the script ends, or in which the call is answered, has no second event.
    void begin(const Call& call, const Step& step, const std::string& data);
    void complete(const Call& call);
    /// Which of these comes, and which step that is.
    Turn next_step(const Call& call, Step& step);

    Services& services_;
    base::CallUuid call_;
    std::vector<dialplan::Action> actions_;
    std::size_t next_ = 0;
    /// The application that runs, until its end is told; null when nobody wants to know.
    std::unique_ptr<Execution> running_;
    int passes_ = 0;
    /// The server whose orders are run; nullptr for none.
    std::shared_ptr<Steering> steering_;
    /// The application that handed the call to it, as `running_`.
    std::unique_ptr<Execution> handed_over_;
    /// How many of the next actions were ordered (execute_extension) and go before other orders.
    std::size_t ordered_ = 0;
    bool awaits_order_ = false;
    std::optional<Failure> failed_;
    std::unique_ptr<sip::Timer> timer_;
    std::unique_ptr<sip::Timer> ringing_;
    bool parked_ = false;
};

}  // namespace sofia::call
