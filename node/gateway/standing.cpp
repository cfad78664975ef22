#include "gateway/standing.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace sofia::gateway {
namespace {

constexpr std::array<std::string_view, 11> kNames{"UNREGED",
                                                  "TRYING",
                                                  "REGISTER",
                                                  "REGED",
                                                  "UNREGISTER",
                                                  "FAILED",
                                                  "FAIL_WAIT",
                                                  "EXPIRED",
                                                  "NOREG",
                                                  "DOWN",
                                                  "TIMEOUT"};

constexpr std::chrono::seconds kMargin{15};
/// A registration that ends sooner is renewed at once: ticks are a second apart.
constexpr std::chrono::seconds kTooShort{3};

Decision decide(Standing standing, std::string why, Act act = Act::Nothing) {
    return {standing, act, std::move(why)};
}

Decision move(Standing standing, State state, std::string why, Act act = Act::Nothing) {
    standing.state = state;
    return decide(standing, std::move(why), act);
}

void set_up(Standing& standing, bool up, base::SteadyTime now) {
    if (up && !standing.up)
        standing.up_since = now;
    standing.up = up;
}

seconds retry_time(const Settings& settings, int failures, int status) {
    if (status == kUnanswered && settings.retry_unanswered.count() > 0)
        return settings.retry_unanswered;
    // A busy registrar is asked at an even pace, one that refuses us less and less often.
    if (status == 503)
        return settings.retry;
    return std::min(settings.retry * failures, std::max(kLongestRetry, settings.retry));
}

Decision on_ping_tick(const Settings& settings, Standing standing, base::SteadyTime now) {
    const bool is_pinged = standing.state == State::Noreg || standing.state == State::Reged;
    if (settings.ping.count() == 0 || !is_pinged || standing.pinging || now < standing.next_ping)
        return decide(standing, {});
    standing.pinging = true;
    standing.next_ping = now + settings.ping;
    return decide(standing, "ping", Act::Ping);
}

}  // namespace

std::string_view to_string(State state) noexcept {
    return kNames[static_cast<std::size_t>(state)];
}

std::chrono::milliseconds refresh_after(std::chrono::milliseconds left) {
    return left > 2 * kMargin ? left - kMargin : left / 2;
}

Standing begin(const Settings& settings, base::SteadyTime now) {
    Standing standing;
    standing.next_ping = now + settings.ping;
    if (!settings.registers) {
        standing.state = State::Noreg;
        set_up(standing, true, now);
    }
    return standing;
}

Standing resume(const Settings& settings, base::SteadyTime now, std::chrono::milliseconds left) {
    auto standing = begin(settings, now);
    standing.state = left < kTooShort ? State::Expired : State::Reged;
    standing.next = now + refresh_after(left);
    set_up(standing, true, now);
    return standing;
}

Decision on_tick(const Settings& settings, Standing standing, base::SteadyTime now) {
    switch (standing.state) {
        case State::Unreged:
        case State::Expired:
            standing.next = now + settings.timeout;
            return move(standing, State::Trying, "registers", Act::Register);
        case State::Trying:
            if (now < standing.next)
                return decide(standing, {});
            return move(standing, State::Timeout, "no final answer in time");
        case State::Timeout:
            return on_refused(settings, standing, now, kUnanswered, seconds(0));
        case State::Failed:
            set_up(standing, false, now);
            return move(standing, State::FailWait, "waits to try again");
        case State::FailWait:
            if (now < standing.next)
                return decide(standing, {});
            return move(standing, State::Unreged, "tries again");
        case State::Reged:
            if (now >= standing.next)
                return move(standing, State::Expired, "the granted time runs out");
            return on_ping_tick(settings, standing, now);
        case State::Unregister:
            set_up(standing, false, now);
            return move(standing, State::Down, "unregisters", Act::Unregister);
        case State::Noreg:
            return on_ping_tick(settings, standing, now);
        case State::Register:
        case State::Down:
            return decide(standing, {});
    }
    return decide(standing, {});
}

Decision on_granted(Standing standing, base::SteadyTime now, seconds granted) {
    standing.failures = 0;
    standing.next = now + refresh_after(granted);
    return move(standing, State::Register, fmt::format("accepted for {} s", granted.count()));
}

Decision on_written(Standing standing, base::SteadyTime now) {
    set_up(standing, true, now);
    return move(standing, State::Reged, "registered");
}

Decision on_refused(const Settings& settings,
                    Standing standing,
                    base::SteadyTime now,
                    int status,
                    seconds retry_after) {
    ++standing.failures;
    const auto wait = std::max(retry_time(settings, standing.failures, status),
                               std::min(retry_after, kLongestRetry));
    standing.next = now + wait;
    return move(
        standing, State::Failed, fmt::format("{}, tries again in {} s", status, wait.count()));
}

Decision on_ping_answer(const Settings& settings,
                        Standing standing,
                        base::SteadyTime now,
                        int status) {
    standing.pinging = false;
    const bool good = status >= 200 && status < 600 && status != 408 && status != 503;
    const int count = standing.ping_count + (good ? 1 : -1);
    standing.ping_count = std::clamp(count, 0, settings.ping_max);
    auto why = fmt::format("ping {} with code {} - count {}/{}/{}",
                           good ? "succeeded" : "failed",
                           status,
                           settings.ping_min,
                           standing.ping_count,
                           settings.ping_max);
    if (good && standing.ping_count >= settings.ping_min) {
        set_up(standing, true, now);
    } else if (!good) {
        if (standing.ping_count < settings.ping_min)
            set_up(standing, false, now);
        if (standing.state == State::Reged) {
            // A registrar that is away may have forgotten us: ask as soon as it is there.
            standing.next = now + settings.retry;
            return move(standing, State::Failed, std::move(why));
        }
    }
    return decide(standing, std::move(why));
}

Standing on_command(Standing standing, bool registers) {
    standing.state = registers ? State::Unreged : State::Unregister;
    standing.failures = 0;
    return standing;
}

}  // namespace sofia::gateway
