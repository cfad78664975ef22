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
    calls_.insert_or_assign(added.uuid(), std::move(call));
    ++total_;
    peak_ = std::max(peak_, calls_.size());
    return added;
}

Call* CallTable::find(const base::CallUuid& uuid) {
    const auto found = calls_.find(uuid);
    return found == calls_.end() || found->second->is_finished() ? nullptr : found->second.get();
}

Call* CallTable::find_leg(std::string_view leg_uuid) {
    if (const auto known = call_by_leg_.find(std::string(leg_uuid)); known != call_by_leg_.end())
        return find(known->second);
    // The callee's leg is found by search: people type its id, nothing on the hot path does.
    for (const auto& [uuid, call] : calls_)
        if (call->b() != nullptr && call->b()->uuid().str() == leg_uuid)
            return find(uuid);
    return find(base::CallUuid(std::string(leg_uuid)));
}

void CallTable::remove(const base::CallUuid& uuid) {
    const auto found = calls_.find(uuid);
    if (found == calls_.end())
        return;
    call_by_leg_.erase(found->second->a().uuid().str());
    // We may be inside a callback of one of its dialogs: it goes when the stack has returned.
    std::shared_ptr<Call> departing = std::move(found->second);
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
    std::vector<const Call*> ordered;
    ordered.reserve(calls_.size());
    for (const auto& [uuid, call] : calls_)
        if (!call->is_finished())
            ordered.push_back(call.get());
    std::sort(ordered.begin(), ordered.end(), [](const Call* left, const Call* right) {
        return std::pair{left->a().created, &left->uuid().str()} <
               std::pair{right->a().created, &right->uuid().str()};
    });
    for (const auto* call : ordered)
        visit(*call);
}

std::vector<base::CallUuid> CallTable::ids() const {
    std::vector<base::CallUuid> all;
    all.reserve(calls_.size());
    for (const auto& [uuid, call] : calls_)
        all.push_back(uuid);
    return all;
}

bool CallTable::touches(const Call& call, const std::string& profile) const {
    return profile.empty() || call.a().profile() == profile ||
           (call.b() != nullptr && call.b()->profile() == profile);
}

std::size_t CallTable::hangup_all(const std::string& profile,
                                  const model::HangupCause& cause,
                                  const std::string& why) {
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
        call->hangup(cause, why);
        ++count;
    }
    return count;
}

void CallTable::abandon(const std::string& profile) {
    for (const auto& fork : std::vector(departing_))  // failed() may change the table.
        fork->abandon(profile);
    for (const auto& uuid : ids()) {
        const auto found = calls_.find(uuid);
        if (found == calls_.end())
            continue;
        if (!touches(*found->second, profile)) {
            found->second->forget_ringing_on(profile);
            continue;
        }
        found->second->abandon(profile);
        remove(uuid);
    }
    std::erase_if(departing_, [](const auto& fork) { return fork->idle(); });
}

}  // namespace sofia::call
