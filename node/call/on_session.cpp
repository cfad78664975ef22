// Session timers (RFC 4028), for each leg by itself: who refreshes, with what, and the end of a
// call whose peer does not any more. Each UPDATE and re-INVITE in either direction is a refresh.

#include <algorithm>
#include <functional>
#include <utility>

#include "base/log.hpp"
#include "call/best_response.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"

namespace sofia::call {
namespace {

using std::chrono::milliseconds;

/// After what time a refresh that met another change, or failed, is tried again.
constexpr milliseconds kTryAgain{2000};
/// Over how long the refreshes of recovered calls are spread that are overdue together.
constexpr milliseconds kSpread{5000};

}  // namespace

SessionRules Call::session_rules_of(const Leg& leg) const {
    const auto* profile = services_.profiles.find(leg.profile());
    return profile == nullptr ? SessionRules{}
                              : session_rules(profile->settings->calls, leg.variables);
}

bool Call::refuse_short_session(Leg& leg, sip::ServerTransaction& request) const {
    const auto rules = session_rules_of(leg);
    if (!answer_session(session_of(request.request()), rules, {}).is_too_short)
        return false;
    request.respond(answer_to(leg, 422).add("Min-SE", std::to_string(rules.least.count())));
    return true;
}

bool Call::agree_on_session(Leg& leg, const sip::Request& request) {
    const bool had_one = leg.session != nullptr;
    const auto current = leg.session ? leg.session->terms : SessionTerms{};
    begin_session(leg, answer_session(session_of(request), session_rules_of(leg), current).terms);
    return had_one || leg.session;
}

void Call::add_session(const Leg& leg, sip::Reply& answer, const sip::Request& request) {
    if (leg.session)
        call::add_session(answer, leg.session->terms, session_of(request).supports);
}

bool Call::take_session(Leg& leg, const sip::Response& answer) {
    const bool had_one = leg.session != nullptr;
    // A 2xx without the header ends the timer (RFC 4028 7.2).
    begin_session(leg, accepted_session(session_of(answer)));
    return had_one || leg.session;
}

bool Call::lengthen_session(Leg& leg, const sip::Response& refusal) {
    if (refusal.status != 422)
        return false;
    const auto least = least_session(refusal);
    if (least <= leg.session_least)
        return false;
    leg.session_least = least;
    if (leg.session)
        leg.session->terms.interval = std::max(leg.session->terms.interval, least);
    return true;
}

void Call::begin_session(Leg& leg, const SessionTerms& terms) {
    if (terms.interval.count() == 0) {
        leg.session.reset();
        return;
    }
    if (!leg.session)
        leg.session = std::make_unique<SessionTimer>();
    leg.session->terms = terms;
    leg.session->ends = services_.clock.wall() + base::Milliseconds(terms.interval);
    await_session(leg, refresh_after(terms.interval), give_up_after(terms.interval));
}

void Call::resume_session(Leg& leg) {
    if (!leg.session)
        return;
    const auto interval = leg.session->terms.interval;
    const auto since = milliseconds(interval) - (leg.session->ends - services_.clock.wall());
    auto refresh = refresh_after(interval) - since;
    if (refresh.count() <= 0)
        refresh = milliseconds(
            std::hash<base::CallUuid>{}(uuid_) %
            static_cast<std::size_t>(std::min(kSpread, milliseconds(interval) / 4).count()));
    // The peer's last refresh may have been answered and not written: it has at least the time in
    // which it must send the next one, and half of the grace.
    const auto grace = give_up_after(interval) - refresh_after(interval);
    await_session(leg,
                  refresh,
                  std::max(give_up_after(interval) - since, refresh_after(interval) + grace / 2));
}

void Call::await_session(Leg& leg, milliseconds refresh, milliseconds expiry) {
    const auto with_leg = [&services = services_, uuid = uuid_, side = leg.side()](auto action) {
        return [&services, uuid, side, action] {
            auto* call = services.table.find(uuid);
            if (call != nullptr && call->is_up())
                action(*call, side == Side::A ? *call->a_ : *call->b_);
        };
    };
    auto& session = *leg.session;
    session.expiry = services_.loop.after(
        expiry, with_leg([](Call& call, Leg& expired) {
            call.hangup(model::cause::kRecoveryOnTimerExpire,
                        std::string("session of side ") + std::string(to_string(expired.side())) +
                            " was not refreshed");
        }));
    session.refresh.reset();
    if (session.terms.we_refresh)
        session.refresh = services_.loop.after(
            refresh, with_leg([](Call& call, Leg& due) { call.refresh_session(due); }));
}

void Call::tell_contact() {
    for (auto* leg : {a_.get(), b_.get()}) {
        if (leg == nullptr || !is_up())
            return;
        if (leg->session && leg->allows_update)
            refresh_session(*leg);
        else if (!is_changing(*leg))
            restore(*leg, leg->local_sdp);
    }
}

void Call::try_refresh_again(Leg& leg) {
    if (!leg.session || !leg.session->terms.we_refresh)
        return;
    const auto wait = std::min(kTryAgain, milliseconds(leg.session->terms.interval) / 8);
    leg.session->refresh =
        services_.loop.after(wait, [&services = services_, uuid = uuid_, side = leg.side()] {
            auto* call = services.table.find(uuid);
            if (call != nullptr && call->is_up())
                call->refresh_session(side == Side::A ? *call->a_ : *call->b_);
        });
}

void Call::refresh_session(Leg& leg, std::optional<sip::Outgoing> again) {
    if (!leg.session)
        return;
    if (!again && leg.digest)
        leg.digest->begin();
    // RFC 4028 7.4: by UPDATE where the profile wants it and the peer takes it.
    const auto* const profile = services_.profiles.find(leg.profile());
    const bool by_update =
        leg.allows_update && profile != nullptr && profile->settings->calls.update_refresher;
    if (!by_update) {
        if (is_changing(leg) || is_changing(other(leg)))
            try_refresh_again(leg);
        else
            restore(leg, leg.local_sdp);
        return;
    }
    leg.session->update_out = leg.dialog->send(
        again ? *again : request_to(leg, sip::Method::Update),
        [&services = services_, uuid = uuid_, side = leg.side()](const sip::Response& response) {
            auto* call = response.status < 200 ? nullptr : services.table.find(uuid);
            if (call != nullptr)
                call->on_refresh_response(side, response);
        });
}

void Call::on_refresh_response(Side side, const sip::Response& response) {
    auto& leg = side == Side::A ? *a_ : *b_;
    if (leg.session)
        release(leg.session->update_out);
    if (!is_up())
        return;
    if (response.status < 300) {
        leg.dialog->establish(response);
        take_session(leg, response);
        save([](Call&, const base::Result<void>&) {});
    } else if (is_dialog_gone(response.status)) {
        hangup(model::cause_of_status(response.status),
               "session refresh answered " + std::to_string(response.status));
    } else if (response.status == 405 || response.status == 501) {
        leg.allows_update = false;  // Whatever its Allow said.
        refresh_session(leg);
    } else if (lengthen_session(leg, response)) {
        refresh_session(leg);
    } else if (auto again = answer_challenge(leg, response, sip::Method::Update)) {
        refresh_session(leg, std::move(again));
    } else {
        LOG_INFO(Area::Call,
                 "leg={} session refresh answered {}: tried again until it expires",
                 leg.uuid().str(),
                 response.status);
        try_refresh_again(leg);
    }
}

}  // namespace sofia::call
