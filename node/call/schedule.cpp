// What a call has agreed to for its whole life: when it ends, and what it counts against.

#include <algorithm>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/waiting_applications.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kPlaces = "limit_places";
/// What is further away than this is looked at again then: no timer runs longer.
constexpr std::chrono::hours kLongestTimer{24};

}  // namespace

void Call::keep_schedule() {
    scheduled_hangup_.reset();
    const auto words = base::words(a_->variables.get(kScheduledHangup));
    const auto at = words.empty() ? std::nullopt : base::to_number(words[0]);
    if (!at)
        return;
    const auto left = std::chrono::seconds(*at) - services_.clock.wall().time_since_epoch();
    const auto wait = std::clamp<std::chrono::milliseconds>(
        std::chrono::duration_cast<std::chrono::milliseconds>(left),
        std::chrono::milliseconds(0),
        kLongestTimer);
    const auto cause = words.size() > 1 ? model::find_cause(words[1]) : std::nullopt;
    scheduled_hangup_ =
        services_.loop.after(wait,
                             [&services = services_,
                              uuid = uuid_,
                              is_due = left <= kLongestTimer,
                              cause = cause.value_or(model::cause::kAllottedTimeout)] {
                                 services.loop.post([&services, uuid, is_due, cause] {
                                     auto* call = services.table.find(uuid);
                                     if (call == nullptr)
                                         return;
                                     if (is_due)
                                         call->hangup(cause, "the time of sched_hangup has come");
                                     else
                                         call->keep_schedule();
                                 });
                             });
}

bool Call::take_place(const std::string& name, long long most, std::chrono::seconds window) {
    auto names = base::split(a_->variables.get(kPlaces), ',');
    if (std::find(names.begin(), names.end(), name) != names.end())
        return true;
    auto place = services_.table.limits().take(name, most, window, services_.clock.steady());
    if (!place)
        return false;
    places_.push_back(std::move(place));
    const auto before = std::string(a_->variables.get(kPlaces));
    a_->variables.set(kPlaces, before.empty() ? name : before + "," + name);
    return true;
}

void Call::retake_places() {
    for (const auto& name : base::split(a_->variables.get(kPlaces), ','))
        if (auto place = services_.table.limits().take(
                name, -1, std::chrono::seconds(0), services_.clock.steady()))
            places_.push_back(std::move(place));
}

}  // namespace sofia::call
