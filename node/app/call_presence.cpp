#include "app/call_presence.hpp"

#include <exception>
#include <string>

#include "base/log.hpp"
#include "sip/uri.hpp"

namespace sofia::app {
namespace {

using State = presence::DialogFact::State;

/// Nothing while a leg is no dialog yet, or is about to be one.
std::optional<State> state_of(const call::Leg& leg) {
    switch (leg.state()) {
        case call::LegState::Trying:
            return State::Trying;
        case call::LegState::Ringing:
            return State::Early;
        case call::LegState::Answered:
            return State::Confirmed;
        case call::LegState::Ending:
        case call::LegState::Ended:
            return State::Terminated;
        case call::LegState::New:
        case call::LegState::Answering:
            break;
    }
    return std::nullopt;
}

/// What watchers see of a confirmed dialog whose user holds the call.
State held_state(const model::ProfilePresence& rules) {
    using Held = model::ProfilePresence::Held;
    return rules.held == Held::Early        ? State::Early
           : rules.held == Held::Terminated ? State::Terminated
                                            : State::Confirmed;
}

std::optional<presence::Resource> user_of(const call::Leg& leg, const model::Profile& profile) {
    const std::string id(leg.variables.get("presence_id"));
    if (const auto at = id.rfind('@'); at != std::string::npos)
        return presence::resource_of(profile, id.substr(0, at), id.substr(at + 1));
    if (leg.outbound) {
        const auto to = sip::NameAddr::parse(leg.dialog->state().remote);
        return to ? presence::resource_of(profile, to->uri) : std::nullopt;
    }
    if (const auto name = leg.variables.get("user_name"); !name.empty())
        return presence::resource_of(profile, name, leg.variables.get("domain_name"));
    return presence::resource_of(profile, leg.caller_id_number, leg.variables.get("sip_from_host"));
}

}  // namespace

std::optional<presence::LegNews> CallPresence::news_of(const call::Leg& leg) const {
    const auto state = state_of(leg);
    const auto* profile = profiles_.find(leg.profile());
    if (!state || profile == nullptr || !leg.dialog)
        return std::nullopt;
    auto user = user_of(leg, *profile->settings);
    if (!user)
        return std::nullopt;
    presence::LegNews news{std::move(*user), leg.uuid().str(), {}};
    news.fact.state =
        *state == State::Confirmed && leg.holds ? held_state(profile->settings->presence) : *state;
    news.fact.is_initiator = !leg.outbound;
    const auto& other = leg.outbound ? leg.caller_id_number : leg.destination;
    news.fact.remote_uri = "sip:" + other + "@" + news.user.host;
    if (leg.outbound)
        news.fact.remote_name = leg.caller_id_name;
    return news;
}

void CallPresence::on_state(const call::Leg& leg) noexcept {
    if (presence_ == nullptr || !presence_->has_watchers())
        return;
    try {
        if (const auto news = news_of(leg))
            presence_->on_leg(*news);
    } catch (const std::exception& error) {
        LOG_ERROR(Area::App, "leg={} watchers not told: {}", leg.uuid().str(), error.what());
    }
}

void CallPresence::visit(const std::function<void(const presence::LegNews&)>& visit) const {
    calls_.for_each([&](const call::Call& call) {
        call.for_each_leg([&](const call::Leg& leg) {
            if (const auto news = news_of(leg))
                visit(*news);
        });
    });
}

}  // namespace sofia::app
