#include "call/fork.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "call/early_request.hpp"
#include "call/events.hpp"
#include "call/fork_attempt.hpp"
#include "call/invite_shape.hpp"
#include "call/login.hpp"
#include "call/reliable.hpp"
#include "call/session_id.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kElsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

}  // namespace

Fork::Fork(sip::Loop& loop,
           const base::Clock& clock,
           sip::ProfileTable& profiles,
           Side side,
           TargetPlan plan,
           Offer offer,
           Events events)
    : loop_(loop),
      clock_(clock),
      profiles_(profiles),
      side_(side),
      unreachable_(std::move(plan.unreachable)),
      offer_(std::move(offer)),
      events_(std::move(events)),
      lost_(std::exchange(events_.lost, nullptr)) {
    runs_.reserve(plan.sequences.size());
    for (auto& sequence : plan.sequences) {
        const int tries = sequence.tries;
        runs_.push_back({std::move(sequence), 0, tries, {}, {}, {}, false});
    }
}

Fork::~Fork() = default;

void Fork::call(Run& run, Target target) {
    auto* profile = profiles_.find(target.profile);
    if (profile == nullptr || profile->stopping) {
        note(model::cause::kInvalidProfile);
        return;
    }
    if (profile->standby) {
        LOG_ERROR(Area::Call, "profile={} System Paused", profile->settings->name);
        note(model::cause::kSystemShutdown);
        return;
    }
    called_.insert(target.uri);
    auto attempt = std::make_unique<Attempt>(
        Attempt{run, {}, {}, {}, false, {}, {}, {}, {}, {}, false, false, false});
    auto uuid = std::string(target.variables.get("origination_uuid"));
    attempt->leg =
        std::make_unique<Leg>(base::LegUuid(uuid.empty() ? base::make_uuid() : std::move(uuid)),
                              side_,
                              profile->settings->name);
    auto& leg = *attempt->leg;
    leg.watched_by(events_.watch);
    leg.outbound = true;
    leg.created = clock_.wall();
    std::tie(leg.caller_id_name, leg.caller_id_number) = caller_id_of(target, offer_);
    leg.variables = target.variables;
    name_called(leg, target);
    attempt->needs_srtp = offer_.needs_srtp || profile->settings->calls.require_srtp;
    if (!describe(*attempt, target, profile->settings->media))
        return;
    auto dialog = compose_dialog(target, offer_, profile->endpoint->url());
    dialog.local_contact = gateway_contact(target, dialog, *profile->endpoint);
    // An origination_uuid can be any text.
    if (profile->settings->calls.uuid_is_call_id && dialog.call_id.empty() &&
        can_be_call_id(leg.uuid().str()))
        dialog.call_id = leg.uuid().str();
    leg.dialog = profile->endpoint->start(dialog);
    // The leg lives longer than its dialog.
    leg.dialog->on_request(
        [raw = &leg](auto request) { answer_early_request(std::move(request), *raw); });
    leg.trunk = target.trunk;
    leg.login = target.login ? target.login : target.trunk;
    if (leg.trunk)
        ++leg.trunk->counters.calls_out;
    if (target.ring_timeout.count() > 0)
        attempt->ring_timer =
            loop_.after(target.ring_timeout, [weak = weak_from_this(), raw = attempt.get()] {
                if (const auto self = weak.lock())
                    self->on_ring_timeout(*raw);
            });
    ++profile->counters.calls_out;
    attempt->target = std::move(target);
    auto* raw = attempt.get();
    attempts_.push_back(std::move(attempt));
    leg.transition(LegState::Trying, "INVITE sent to " + raw->target.uri);
    if (events_.created)
        events_.created(leg);
    send_invite(*raw);
}

void Fork::for_each_leg(const std::function<void(const Leg&)>& visit) const {
    for (const auto& attempt : attempts_)
        visit(*attempt->leg);
}

void Fork::send_invite(Attempt& attempt) {
    auto& leg = *attempt.leg;
    const auto* profile = profiles_.find(leg.profile());
    // The Contact of the dialog: a re-INVITE with another one would refresh our target (RFC 3261
    // 12.2.1.1).
    auto invite = compose_invite(attempt.target,
                                 offer_,
                                 profile->settings->calls,
                                 leg.dialog->state().local_contact,
                                 leg.session_least);
    if (invite.body != leg.local_sdp)
        invite.body = leg.local_sdp;
    for (auto& header : credentials(leg, "INVITE", attempt.target.uri))
        invite.headers.push_back(std::move(header));
    leg.invite_out = leg.dialog->send(
        invite, [weak = weak_from_this(), raw = &attempt](const sip::Response& response) {
            if (const auto self = weak.lock())
                self->on_response(*raw, response);
        });
}

void Fork::on_run_timeout(Run& run) {
    if (decided_ || run.over)
        return;
    for (const auto& attempt : attempts_)
        if (&attempt->run == &run)
            cancel(*attempt, reason_header(model::cause::kNoAnswer), model::cause::kNoAnswer);
    best_ = Failure{model::cause::kNoAnswer, 0, {}, {}};
    end(run);
}

bool Fork::answer_challenge(Attempt& attempt, const sip::Response& response) {
    if ((response.status != 401 && response.status != 407) || attempt.cancelled || decided_)
        return false;
    auto& leg = *attempt.leg;
    if (profiles_.find(attempt.target.profile) == nullptr)
        return false;
    // Where a redirection led is not who the password is for.
    const auto way =
        attempt.target.is_redirected ? gateway::Way::InDialog : gateway::Way::ToGateway;
    const auto taken = take_challenge(leg, response, way, "INVITE");
    if (!taken) {
        attempt.met_stranger = taken.error().kind == base::ErrorKind::Unsupported;
        return false;
    }
    // We may be in a callback of the transaction that is replaced.
    loop_.post([departing = std::shared_ptr<sip::ClientTransaction>(std::move(leg.invite_out))] {});
    send_invite(attempt);
    return true;
}

void Fork::on_ring_timeout(Attempt& attempt) {
    cancel(attempt, reason_header(model::cause::kNoAnswer), model::cause::kNoAnswer);
    note(model::cause::kNoAnswer);
    // The next group does not wait for the final answer: a dead phone gives none for 32 s.
    check_group(attempt.run);
}

void Fork::on_response(Attempt& attempt, const sip::Response& response) {
    if (response.status < 200) {
        on_provisional(attempt, response);
        return;
    }
    if (response.status < 300) {
        if (decided_ || attempt.cancelled)
            end_loser(attempt, response);
        else if (attempt.lacks_answer(response) || is_foreign(attempt, attempt.answer_in(response)))
            refuse_answer(attempt, response);
        else
            on_answer(attempt, response);
        return;
    }
    if (!answer_challenge(attempt, response))
        on_failure(attempt, response);
}

void Fork::on_answer(Attempt& attempt, const sip::Response& response) {
    settle();
    auto described = seen_by_caller(attempt, attempt.answer_in(response));
    auto leg = std::move(attempt.leg);
    leg->invite_out.reset();
    leg->dialog->establish(response);
    leg->unacknowledged_cseq = response.cseq;
    leg->remote_sdp = std::move(described);
    leg->peer = response.source;
    leg->allows_update = response.allows(sip::Method::Update);
    if (const auto* profile = profiles_.find(leg->profile());
        profile != nullptr && profile->settings->calls.session_id)
        leg->variables.set(std::string(kSessionId), read_session_id(response));
    if (const auto terms = accepted_session(session_of(response)); terms.interval.count() > 0) {
        leg->session = std::make_unique<SessionTimer>();
        leg->session->terms = terms;
    }
    leg->transition(LegState::Answering, std::to_string(response.status) + " received");
    remove(attempt);
    cancel_attempts(std::string(kElsewhere), model::cause::kLoseRace);
    const auto answered = std::exchange(events_, {}).answered;
    answered(std::move(leg), response);
}

void Fork::end_loser(Attempt& attempt, const sip::Response& response) {
    auto& leg = *attempt.leg;
    leg.dialog->establish(response);
    leg.dialog->ack(response.cseq, {});
    leg.transition(LegState::Ending,
                   attempt.has_no_codec ? "2xx is no answer to our offer: ACK, BYE"
                                        : "2xx crossed our CANCEL: ACK, BYE");
    sip::Outgoing bye{sip::Method::Bye, {}, {}};
    add_reason(bye.headers, leg.variables, attempt.cancel_reason);
    // The attempt stays until the BYE is answered, so that its dialog can.
    leg.invite_out = leg.dialog->send(
        bye, [weak = weak_from_this(), raw = &attempt](const sip::Response& answer) {
            if (const auto self = weak.lock(); self && answer.status >= 200)
                self->remove(*raw);
        });
}

void Fork::on_failure(Attempt& attempt, const sip::Response& response) {
    if (invite_again(attempt, response))
        return;
    attempt.leg->end.refused(response.status, response.phrase, response.reason);
    attempt.leg->transition(LegState::Ended,
                            std::to_string(response.status) + " " + response.phrase);
    const auto target = std::move(attempt.target);
    const bool cancelled = attempt.cancelled;
    auto& run = attempt.run;
    const bool met_stranger = attempt.met_stranger;
    remove(attempt);
    if (cancelled)
        return;
    const auto cause =
        met_stranger ? model::cause::kMandatoryIeMissing
                     : cause_of_reason(response.reason, model::cause_of_status(response.status));
    const auto* profile = profiles_.find(attempt.leg->profile());
    count_failure(*attempt.leg);
    lose(attempt, cause);
    if (response.status < 400 && !response.contacts.empty() && profile != nullptr &&
        !profile->settings->calls.manual_redirect) {
        follow(run, response.contacts, target);
    } else {
        Failure failure{cause, response.status, response.phrase, {}};
        if (response.status < 400)
            for (const auto& contact : response.contacts)
                failure.redirect.push_back(contact.address.str());
        const auto& rule = run.sequence.rejected_by;
        const bool rejected =
            !rule.empty() && (base::is_true(rule) || model::names_cause(rule, cause));
        if (rejected)
            best_ = std::move(failure);
        else
            note(std::move(failure));
        // RFC 3261 16.7 step 5: after a 6xx nobody else need be asked.
        if ((rejected || response.status >= 600) && !decided_) {
            for (const auto& other : attempts_)
                if (&other->run == &run)
                    cancel(*other, reason_header(cause), cause);
            end(run);
            return;
        }
    }
    check_group(run);
}

bool Fork::is_ringing(const Run& run) const noexcept {
    return run.pause || !run.waiting.empty() ||
           std::any_of(attempts_.begin(), attempts_.end(), [&](const auto& attempt) {
               return &attempt->run == &run && !attempt->cancelled;
           });
}

void Fork::note(const model::HangupCause& cause) {
    note(Failure{cause, 0, {}, {}});
}

void Fork::note(Failure failure) {
    best_ = best_ ? better_failure(*best_, failure) : std::move(failure);
}

void Fork::give_up(Failure failure) {
    settle();
    const auto failed = std::exchange(events_, {}).failed;
    if (failed)
        failed(failure);
}

void Fork::mute() {
    settle();
    events_ = {};
}

void Fork::stop(const std::string& reason, const model::HangupCause& cause) {
    mute();
    cancel_attempts(reason, cause);
}

void Fork::cancel_attempts(const std::string& reason, const model::HangupCause& cause) {
    for (const auto& attempt : attempts_)
        cancel(*attempt, reason, cause);
}

void Fork::cancel(Attempt& attempt, const std::string& reason, const model::HangupCause& cause) {
    if (attempt.cancelled || attempt.leg->state() == LegState::Ending)
        return;
    attempt.cancelled = true;
    attempt.cancel_reason = told_reason(attempt.leg->variables, reason);
    attempt.leg->end.by("send_cancel");
    attempt.ring_timer.reset();
    attempt.leg->invite_out->cancel(attempt.cancel_reason);
    if (cause == model::cause::kNoAnswer)
        count_failure(*attempt.leg);
    lose(attempt, cause);
}

void Fork::lose(const Attempt& attempt, const model::HangupCause& cause) const {
    if (lost_)
        lost_(*attempt.leg, cause);
}

void Fork::cancel_on(const std::string& profile, const model::HangupCause& cause) {
    cancel_some(
        [&](const Attempt& attempt) {
            return profile.empty() || attempt.leg->profile() == profile;
        },
        cause);
}

Leg* Fork::find_leg(std::string_view uuid) const noexcept {
    for (const auto& attempt : attempts_)
        if (attempt->leg->uuid().str() == uuid)
            return attempt->leg.get();
    return nullptr;
}

bool Fork::cancel_leg(std::string_view uuid, const model::HangupCause& cause) {
    bool was_there = false;
    cancel_some(
        [&](const Attempt& attempt) {
            const bool is_it = !attempt.cancelled && attempt.leg->uuid().str() == uuid;
            was_there = was_there || is_it;
            return is_it;
        },
        cause);
    return was_there;
}

void Fork::cancel_some(const std::function<bool(const Attempt&)>& which,
                       const model::HangupCause& cause) {
    if (decided_)
        return;
    for (const auto& attempt : attempts_)
        if (which(*attempt))
            cancel(*attempt, reason_header(cause), cause);
    for (auto& run : runs_)
        if (!run.over && !is_ringing(run))
            note(cause);
    check_groups();
}

void Fork::abandon(const std::string& profile) {
    const auto gone = std::erase_if(attempts_, [&](const auto& attempt) {
        const bool goes = profile.empty() || attempt->leg->profile() == profile;
        if (goes && !attempt->cancelled)
            lose(*attempt, model::cause::kInvalidProfile);
        return goes;
    });
    if (gone == 0 || decided_)
        return;
    note(model::cause::kInvalidProfile);
    check_groups();
}

void Fork::remove(Attempt& attempt) {
    const auto found = std::find_if(attempts_.begin(), attempts_.end(), [&](const auto& item) {
        return item.get() == &attempt;
    });
    if (found == attempts_.end())
        return;
    // We may be inside a callback of its transaction or dialog: it goes when the stack has
    // returned.
    (*found)->ring_timer.reset();
    std::shared_ptr<Attempt> departing = std::move(*found);
    attempts_.erase(found);
    loop_.post([departing] {});
}

}  // namespace sofia::call
