#include "registrar/pings.hpp"

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "registrar/events.hpp"
#include "registrar/ping_verdict.hpp"
#include "registrar/way_to_phone.hpp"

namespace sofia::registrar {
namespace {

/// A period is served in so many turns, so that what falls due in it does not leave at once.
constexpr int kTurns = 20;
constexpr std::chrono::milliseconds kIdleTurn{1000};
/// Bounds of one turn: a few tenths of a millisecond of the SIP thread.
constexpr std::size_t kLookedAt = 500;
constexpr std::size_t kAskedInTurn = 50;
/// A dead phone holds its place for 64*T1.
constexpr std::size_t kMostAsking = 2000;
/// A question whose endpoint has gone is never answered.
constexpr std::chrono::milliseconds kLost{5000};

using std::chrono::milliseconds;

std::uint32_t some_number(std::mt19937& random) {
    return static_cast<std::uint32_t>(random());
}

}  // namespace

Pings::Pings(PingParts parts)
    : parts_(parts), timer_(parts_.loop.after(kIdleTurn, [this] { turn(); })) {}

void Pings::forget() {
    due_.clear();
    plans_.clear();
    seen_.reset();
    asking_ = 0;
    parts_.registrar.reach().clear();
    parts_.metrics.gauge("registrar_unreachable").set(0);
}

bool Pings::somebody_is_asked() const {
    if (!parts_.registrar.is_active())
        return false;
    if (parts_.registrar.has_forced_pings())
        return true;
    const auto running = parts_.profiles.all();
    return std::any_of(running.begin(), running.end(), [](const auto* profile) {
        const auto& rules = profile->settings->pings;
        return rules.all || rules.nat != model::ProfilePings::Nat::No;
    });
}

milliseconds Pings::until_next_turn() const {
    auto period = milliseconds::max();
    for (const auto* profile : parts_.profiles.all())
        period = std::min<milliseconds>(period, profile->settings->pings.period);
    return period == milliseconds::max() ? kIdleTurn : period / kTurns;
}

void Pings::turn() {
    if (somebody_is_asked()) {
        look_at_some();
        ask_those_due();
        timer_ = parts_.loop.after(until_next_turn(), [this] { turn(); });
        return;
    }
    if (!plans_.empty())  // The parameters were taken back.
        forget();
    timer_ = parts_.loop.after(kIdleTurn, [this] { turn(); });
}

void Pings::look_at_some() {
    const auto bindings =
        parts_.registrar.locations().list_behind(seen_ ? &*seen_ : nullptr, kLookedAt);
    for (const auto* binding : bindings)
        look_at(*binding);
    if (bindings.size() < kLookedAt)
        seen_.reset();
    else
        seen_ = bindings.back()->key;
}

void Pings::look_at(const model::Registration& binding) {
    const auto* profile = parts_.profiles.find(binding.key.profile);
    if (profile == nullptr || profile->stopping || profile->standby)
        return;
    const auto found = plans_.find(binding.key);
    const auto now = parts_.clock.steady();
    if (found != plans_.end()) {
        // A phone that has come back is not left in doubt for a whole interval.
        const auto& plan = found->second;
        if (!plan.question && binding.refreshed > plan.refreshed &&
            !parts_.registrar.reach().of(binding.key).reachable)
            put_off(found, now);
        return;
    }
    if (!is_wanted(binding, *profile))
        return;
    const auto added = plans_.try_emplace(binding.key).first;
    put_off(added, now + first_ping_after(profile->settings->pings.interval, some_number(random_)));
}

void Pings::ask_those_due() {
    const auto now = parts_.clock.steady();
    for (std::size_t taken = 0; taken < kAskedInTurn && asking_ < kMostAsking; ++taken) {
        if (due_.empty() || due_.begin()->first > now)
            return;
        take_up(plans_.find(*due_.begin()->second), now);
    }
}

void Pings::take_up(Plans::iterator planned, base::SteadyTime now) {
    auto& plan = planned->second;
    const auto* binding = parts_.registrar.locations().find(planned->first);
    auto* profile = parts_.profiles.find(planned->first.profile);
    if (binding == nullptr || profile == nullptr || profile->stopping || profile->standby ||
        !is_wanted(*binding, *profile))
        return drop(planned);
    put_off(planned,
            now + next_ping_after(profile->settings->pings.interval, some_number(random_)));
    if (plan.question && now - plan.asked < profile->settings->timers.t1x64 + kLost)
        return;
    close(plan);
    ask(planned, *binding, *profile);
}

void Pings::ask(Plans::iterator planned,
                const model::Registration& binding,
                sip::RunningProfile& profile) {
    auto& plan = planned->second;
    plan.asked = parts_.clock.steady();
    plan.refreshed = binding.refreshed;
    auto& endpoint = *profile.endpoint;
    auto to = way_to_phone(binding);
    to.from.uri = endpoint.url();
    sip::Outgoing options;
    options.method = sip::Method::Options;
    options.headers = {{"Contact", endpoint.contact("", binding.network_proto)}};
    ++asking_;
    parts_.metrics.counter("registrar_pings").add();
    // By value: the answer may end the question, and with it this function.
    plan.question =
        endpoint.send(to, options, [this, key = planned->first](const sip::Response& response) {
            if (response.status >= 200)
                answered(model::RegistrationKey(key), response);
        });
}

void Pings::answered(const model::RegistrationKey& key, const sip::Response& response) {
    const auto found = plans_.find(key);
    if (found == plans_.end() || !found->second.question)
        return;
    auto& plan = found->second;
    close(plan);
    const auto* binding = parts_.registrar.locations().find(key);
    const auto* profile = parts_.profiles.find(key.profile);
    if (binding == nullptr || profile == nullptr)
        return drop(found);
    const auto& rules = profile->settings->pings;
    auto& reach = parts_.registrar.reach();
    auto verdict = judge_ping(reach.of(key), response.status, rules);
    if (verdict.answered)
        verdict.after.round_trip = std::chrono::duration_cast<std::chrono::microseconds>(
            parts_.clock.steady() - plan.asked);
    else
        parts_.metrics.counter("registrar_ping_failures").add();
    reach.set(key, verdict.after);
    if (verdict.changed) {
        const auto* const word = verdict.after.reachable ? "Reachable" : "Unreachable";
        LOG_INFO(Area::Registrar,
                 "profile={} user={}@{} contact={} {}: {}",
                 key.profile,
                 key.user,
                 key.host,
                 key.contact_uri,
                 word,
                 verdict.reason);
        parts_.metrics.gauge("registrar_unreachable").add(verdict.after.reachable ? -1 : 1);
        if (parts_.bus.wants("CUSTOM", "sofia::sip_user_state"))
            parts_.bus.publish(user_state_event(*binding, word, response.status, response.phrase));
    }
    // A phone that has registered since it was asked is there.
    if (!verdict.answered && rules.unregister_on_fail && binding->refreshed == plan.refreshed)
        parts_.registrar.end(key);
}

void Pings::put_off(Plans::iterator planned, base::SteadyTime until) {
    due_.erase({planned->second.due, &planned->first});
    planned->second.due = until;
    due_.emplace(until, &planned->first);
}

void Pings::close(Plan& plan) {
    if (!plan.question)
        return;
    plan.question.reset();
    --asking_;
}

void Pings::drop(Plans::iterator planned) {
    close(planned->second);
    auto& reach = parts_.registrar.reach();
    if (!reach.of(planned->first).reachable)
        parts_.metrics.gauge("registrar_unreachable").add(-1);
    reach.forget(planned->first);
    due_.erase({planned->second.due, &planned->first});
    plans_.erase(planned);
}

bool Pings::is_wanted(const model::Registration& binding,
                      const sip::RunningProfile& profile) const {
    return ping_wish(binding,
                     profile.settings->pings,
                     parts_.registrar.is_ping_forced(binding),
                     parts_.clock.wall())
        .wanted;
}

}  // namespace sofia::registrar
