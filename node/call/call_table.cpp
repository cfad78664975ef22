#include "call/call_table.hpp"

#include <algorithm>
#include <utility>

namespace sofia::call {
namespace {

base::SteadyTime start_of_second(base::SteadyTime now) noexcept {
    return std::chrono::floor<std::chrono::seconds>(now);
}

}  // namespace

Call& CallTable::add(std::unique_ptr<Call> call) {
    auto& added = *call;
    call_by_leg_.insert_or_assign(added.a().uuid().str(), added.uuid());
    const auto [place, is_new] = calls_.try_emplace(added.uuid());
    if (!is_new)
        by_age_.erase(place->second.age);
    place->second.age = by_age_.try_emplace({added.a().created, added.uuid()}, &added).first;
    place->second.call = std::move(call);
    ++total_;
    peak_ = std::max(peak_, calls_.size());
    return added;
}

Call* CallTable::find(const base::CallUuid& uuid) {
    const auto found = calls_.find(uuid);
    if (found == calls_.end() || found->second.call->is_finished())
        return nullptr;
    return found->second.call.get();
}

Call* CallTable::find_leg(std::string_view leg_uuid) {
    if (const auto known = call_by_leg_.find(std::string(leg_uuid)); known != call_by_leg_.end())
        return find(known->second);
    // Those of callees are found by search: people type their ids, nothing on the hot path does.
    for (const auto& [uuid, entry] : calls_)
        if (entry.call->leg_of(leg_uuid) != nullptr)
            return find(uuid);
    return find(base::CallUuid(std::string(leg_uuid)));
}

Call* CallTable::find_dialog(std::string_view call_id,
                             std::string_view local_tag,
                             std::string_view remote_tag,
                             Side& side) {
    const auto is_it = [&](const Leg* leg) {
        return leg != nullptr && leg->dialog && leg->dialog->local_tag() == local_tag &&
               leg->dialog->call_id() == call_id && leg->dialog->state().remote_tag == remote_tag;
    };
    for (const auto& [uuid, entry] : calls_) {
        const bool is_a = is_it(&entry.call->a());
        if (!is_a && !is_it(entry.call->b()))
            continue;
        side = is_a ? Side::A : Side::B;
        return find(uuid);
    }
    return nullptr;
}

void CallTable::rename_a(const Call& call, const base::LegUuid& former) {
    call_by_leg_.erase(former.str());
    call_by_leg_.insert_or_assign(call.a().uuid().str(), call.uuid());
}

void CallTable::remove(const base::CallUuid& uuid) {
    const auto found = calls_.find(uuid);
    if (found == calls_.end())
        return;
    call_by_leg_.erase(found->second.call->a().uuid().str());
    // We may be inside a callback of one of its dialogs: it goes when the stack has returned.
    std::shared_ptr<Call> departing = std::move(found->second.call);
    by_age_.erase(found->second.age);
    calls_.erase(found);
    loop_.post([departing] {});
    std::erase_if(departing_, [](const auto& fork) { return fork->idle(); });
}

void CallTable::keep(std::shared_ptr<Fork> fork) {
    std::erase_if(departing_, [](const auto& departing) { return departing->idle(); });
    if (!fork->idle())
        departing_.push_back(std::move(fork));
}

std::uint32_t CallTable::added_in_second(base::SteadyTime now) const noexcept {
    return second_ == start_of_second(now) ? in_second_ : 0;
}

void CallTable::count_new(base::SteadyTime now) noexcept {
    in_second_ = added_in_second(now) + 1;
    second_ = start_of_second(now);
}

void CallTable::for_each(const std::function<void(const Call&)>& visit) const {
    for (const auto& [uuid, entry] : calls_)
        if (!entry.call->is_finished())
            visit(*entry.call);
}

std::vector<base::CallUuid> CallTable::ids() const {
    std::vector<base::CallUuid> all;
    all.reserve(calls_.size());
    for (const auto& [uuid, entry] : calls_)
        all.push_back(uuid);
    return all;
}

std::vector<const Call*> CallTable::by_age(std::optional<Age>& place, std::size_t limit) const {
    std::vector<const Call*> some;
    auto last = by_age_.end();
    auto next = place ? by_age_.upper_bound(*place) : by_age_.begin();
    for (; next != by_age_.end() && some.size() < limit; ++next)
        if (!next->second->is_finished()) {
            some.push_back(next->second);
            last = next;
        }
    if (last != by_age_.end())
        place = last->first;
    return some;
}

bool CallTable::touches(const Call& call, const std::string& profile) const {
    return profile.empty() || call.a().profile() == profile ||
           (call.b() != nullptr && call.b()->profile() == profile);
}

void CallTable::for_each_originated(const std::function<void(const Leg&)>& visit) const {
    for (const auto& fork : departing_)
        if (!fork->is_decided())
            fork->for_each_leg([&](const Leg& leg) {
                if (!leg.told.end)
                    visit(leg);
            });
}

bool CallTable::cancel_originated(std::string_view leg_uuid, const model::HangupCause& cause) {
    for (const auto& fork : std::vector(departing_))  // failed() may change the table.
        if (!fork->is_decided() && fork->cancel_leg(leg_uuid, cause))
            return true;
    return false;
}

std::size_t CallTable::hangup_all(const std::string& profile,
                                  const model::HangupCause& cause,
                                  const std::string& why,
                                  Whom whom) {
    for (const auto& fork : std::vector(departing_))  // failed() may change the table.
        fork->cancel_on(profile, cause);
    std::size_t count = 0;
    for (const auto& uuid : ids()) {
        auto* call = find(uuid);
        if (call == nullptr)
            continue;
        if (!touches(*call, profile)) {
            call->cancel_on(profile, cause);
            continue;
        }
        if (whom == Whom::NotUp && call->is_up())
            continue;
        call->hangup(cause, why);
        ++count;
    }
    return count;
}

std::vector<CallImage> CallTable::images(const std::string& profile) const {
    std::vector<CallImage> all;
    for_each([&](const Call& call) {
        if (call.is_up() && touches(call, profile))
            all.push_back(call.image());
    });
    return all;
}

void CallTable::abandon(const std::string& profile) {
    for (const auto& fork : std::vector(departing_))  // failed() may change the table.
        fork->abandon(profile);
    for (const auto& uuid : ids()) {
        const auto found = calls_.find(uuid);
        if (found == calls_.end())
            continue;
        auto& call = *found->second.call;
        if (!touches(call, profile)) {
            call.forget_ringing_on(profile);
            continue;
        }
        call.abandon(profile);
        remove(uuid);
    }
    std::erase_if(departing_, [](const auto& fork) { return fork->idle(); });
}

}  // namespace sofia::call
