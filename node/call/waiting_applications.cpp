#include "call/waiting_applications.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call_table.hpp"
#include "call/transfer_application.hpp"
#include "dialplan/action_check.hpp"

namespace sofia::call {
namespace {

/// Bounds what somebody wrote, so that no number overflows the timer.
constexpr std::chrono::hours kLongestWait{24};

/// Whether the data can be used; a line in the log says why not.
bool is_usable(const Call& call, std::string_view application, const std::string& data) {
    const auto error = dialplan::data_error(application, data);
    if (error)
        LOG_WARN(Area::Dialplan,
                 "call={} {} '{}' skipped: {}",
                 call.uuid().str(),
                 application,
                 data,
                 *error);
    return !error;
}

std::chrono::seconds bounded(long long seconds) {
    return std::clamp<std::chrono::seconds>(
        std::chrono::seconds(seconds), std::chrono::seconds(0), kLongestWait);
}

}  // namespace

Flow sleep(Services&, Call& call, Script& script, const std::string& data) {
    if (!is_usable(call, "sleep", data))
        return Flow::Continue;
    const auto milliseconds = base::to_number(base::trim(data)).value_or(0);
    script.pause(
        std::min<std::chrono::milliseconds>(std::chrono::milliseconds(milliseconds), kLongestWait));
    return Flow::Wait;
}

Flow park(Services&, Call& call, Script& script, const std::string&) {
    const std::string limit(call.party().variables.get("park_timeout"));
    const auto colon = std::min(limit.find(':'), limit.size());
    const auto seconds = base::to_number(base::trim(std::string_view(limit).substr(0, colon)));
    if (!limit.empty() && (!seconds || *seconds < 1))
        LOG_WARN(Area::Dialplan,
                 "call={} park_timeout='{}' ignored: expected SECONDS or SECONDS:CAUSE",
                 call.uuid().str(),
                 limit);
    const auto cause =
        model::find_cause(std::string_view(limit).substr(std::min(colon + 1, limit.size())));
    call.progress(180, {}, {});
    script.park(seconds && *seconds > 0 ? bounded(*seconds) : std::chrono::seconds(0),
                cause.value_or(model::cause::kNormalClearing));
    return Flow::Wait;
}

std::string scheduled_hangup(const std::string& data, base::WallTime now) {
    const auto words = base::words(data);
    const bool from_now = words[0].starts_with('+');
    auto at = base::to_number(std::string_view(words[0]).substr(from_now ? 1 : 0)).value_or(0);
    if (from_now)
        at += base::to_epoch_ms(now) / 1000;
    const auto cause =
        words.size() > 1 ? model::find_cause(words[1]) : std::optional<model::HangupCause>{};
    return std::to_string(at) + " " +
           std::string(cause.value_or(model::cause::kAllottedTimeout).name);
}

Flow sched_hangup(Services& services, Call& call, Script&, const std::string& data) {
    if (!is_usable(call, "sched_hangup", data))
        return Flow::Continue;
    call.party().variables.set(kScheduledHangup, scheduled_hangup(data, services.clock.wall()));
    call.keep_schedule();
    return call.is_finished() ? Flow::End : Flow::Continue;
}

Flow limit(Services& services, Call& call, Script& script, const std::string& data) {
    if (!is_usable(call, "limit", data))
        return Flow::Continue;
    const auto words = base::words(data);
    const auto most_word = words.size() > 3 ? words[3] : std::string("-1");
    const auto slash = std::min(most_word.find('/'), most_word.size());
    const auto most = base::to_number(std::string_view(most_word).substr(0, slash)).value_or(-1);
    const auto window =
        base::to_number(std::string_view(most_word).substr(std::min(slash + 1, most_word.size())));
    const auto name = limit_name(words[1], words[2]);
    if (call.take_place(name, most, bounded(window.value_or(0)))) {
        call.party().variables.set("limit_usage",
                                   std::to_string(services.table.limits().in_use(name)));
        return Flow::Continue;
    }
    LOG_INFO(Area::Dialplan,
             "call={} limit of {} reached for {} in {}",
             call.uuid().str(),
             most_word,
             words[2],
             words[1]);
    const auto destination = words.size() > 4 ? words[4] : std::string("limit_exceeded");
    if (destination.starts_with('!')) {
        call.give_up(model::find_cause(destination.substr(1))
                         .value_or(model::cause::kNormalTemporaryFailure),
                     "limit reached");
        return Flow::End;
    }
    return transfer_to(services, call, script, destination, words.size() > 6 ? words[6] : "");
}

}  // namespace sofia::call
