#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "gateway/settings.hpp"

namespace sofia::gateway {

/// How the registration of a gateway stands (behaviour-spec 3.2).
enum class State {
    Unreged,     ///< wants to register, at the next tick
    Trying,      ///< REGISTER is on its way
    Register,    ///< accepted, the row is being written
    Reged,       ///< the registrar has us
    Unregister,  ///< wants to unregister, at the next tick
    Failed,      ///< refused or not answered
    FailWait,    ///< waits to try again
    Expired,     ///< the time to register again has come
    Noreg,       ///< does not register
    Down,        ///< was told to unregister
    Timeout      ///< gave up waiting for an answer
};

/// The name in status output and events: "FAIL_WAIT".
std::string_view to_string(State state) noexcept;

/// Where a gateway stands. A value.
struct Standing {
    State state = State::Unreged;
    /// Whether calls may use it.
    bool up = false;
    base::SteadyTime up_since{};
    /// Trying: when we give up. Reged: when we register again. Failed, FailWait: when we try again.
    base::SteadyTime next{};
    /// Failures in a row.
    int failures = 0;
    base::SteadyTime next_ping{};
    bool pinging = false;
    int ping_count = 0;

    bool operator==(const Standing&) const = default;
};

/// What is to be done now.
enum class Act { Nothing, Register, Unregister, Ping };

/// A new standing, what to do, and why, in words.
struct Decision {
    Standing standing;
    Act act = Act::Nothing;
    std::string why;
};

/// The status that stands for a REGISTER without answer.
inline constexpr int kUnanswered = 908;
/// The longest wait between two attempts to register, however many have failed (RFC 5626 4.5).
inline constexpr seconds kLongestRetry{1800};

/// A gateway begins. Pure, as all that follows.
Standing begin(const Settings& settings, base::SteadyTime now);
/// The registration of a former process is gone on with: it is good for `left` more.
Standing resume(const Settings& settings, base::SteadyTime now, std::chrono::milliseconds left);
/// A second has passed.
Decision on_tick(const Settings& settings, Standing standing, base::SteadyTime now);
/// The registrar has accepted us for `granted`; more than nothing.
Decision on_granted(Standing standing, base::SteadyTime now, seconds granted);
/// The row of the registration is written, or will not be in time.
Decision on_written(Standing standing, base::SteadyTime now);
/// REGISTER has failed with this status, kUnanswered included. `retry_after`: what the registrar
/// asks for, 0 when nothing.
Decision on_refused(const Settings& settings,
                    Standing standing,
                    base::SteadyTime now,
                    int status,
                    seconds retry_after);
/// A ping was answered with this status; 408 and 503 stand for none as well.
Decision on_ping_answer(const Settings& settings,
                        Standing standing,
                        base::SteadyTime now,
                        int status);
/// An operator wants it to register or to unregister. Requires: it is not Noreg.
Standing on_command(Standing standing, bool registers);

/// How long until registration is renewed that is good for `left`: a quarter of a minute before its
/// end, or after half of a short time.
std::chrono::milliseconds refresh_after(std::chrono::milliseconds left);

}  // namespace sofia::gateway
