// The callee answers. Nothing leaves towards the caller, and the callee's 2xx is not acknowledged,
// before the call is durable: a node that dies in between leaves a callee that repeats its 2xx and
// is then told BYE, and a caller that has been promised nothing.

#include <utility>

#include "base/log.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/callee_identity.hpp"
#include "call/header_variables.hpp"
#include "call/reliable.hpp"
#include "call/script.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {

void Call::on_answer(std::unique_ptr<Leg> b, const sip::Response& response) {
    b_ = std::move(b);
    services_.table.keep(std::exchange(fork_, nullptr));
    script_.reset();
    listen(*b_);
    b_->created = b_->created == base::WallTime{} ? services_.clock.wall() : b_->created;
    tell_watched(*b_, response);
    keep_headers(b_->variables, kFinalHeader, response.headers);
    a_->local_sdp = b_->remote_sdp;  // That of the 2xx, or of a reliable answer before it.
    a_->transition(LegState::Answering, "callee answered, call is being made durable");
    keep_session_ids();
    const auto now = services_.clock.wall();
    a_->answered = now;
    b_->answered = now;
    if (b_->session)
        begin_session(*b_, SessionTerms(b_->session->terms));
    if (awaits_answer())
        agree_on_session(*a_, a_->invite_in->request());
    const auto asked = services_.clock.steady();
    save([asked](Call& call, const base::Result<void>& saved) {
        const auto waited = std::chrono::duration_cast<std::chrono::microseconds>(
            call.services_.clock.steady() - asked);
        call.services_.metrics.histogram("call_answer_wait").record(waited);
        call.on_answer_saved(saved);
    });
}

void Call::on_answer_saved(const base::Result<void>& saved) {
    if (ending_ || a_->state() != LegState::Answering)
        return;  // The caller hung up, or the callee did, while the database was at work.
    if (saved) {
        connect();
        return;
    }
    if (saved.error().kind == base::ErrorKind::Stale)
        return;  // Another node owns our name: we say nothing more to anybody.
    const auto* profile = services_.profiles.find(a_->profile());
    if (profile != nullptr && profile->settings->calls.answer_when_volatile) {
        volatile_ = true;
        LOG_WARN(Area::Call,
                 "call={} answered although not durable ({}): it would be lost by a crash now",
                 uuid_.str(),
                 saved.error().text);
        connect();
        return;
    }
    LOG_WARN(Area::Call,
             "call={} refused, its row could not be written: {}",
             uuid_.str(),
             saved.error().text);
    refuse(
        model::cause::kNormalTemporaryFailure, 503, "Service Unavailable", {{"Retry-After", "5"}});
}

void Call::connect() {
    b_->transition(LegState::Answered, "call is durable");
    if (!b_->made_offer)
        acknowledge(*b_);
    // RFC 3262 3: not before the answer that the caller was given has its PRACK.
    answer_waits_ = reliable_ && reliable_->holds_final();
    if (!answer_waits_)
        answer_caller();
}

void Call::answer_caller() {
    answer_waits_ = false;
    if (reliable_)
        reliable_->settle();
    a_->transition(LegState::Answered, "call is durable");
    if (a_->outbound) {  // originate: the first side answered long ago and waits for the answer to
                         // its offer.
        acknowledge(*a_, a_->local_sdp);
    } else {
        auto answer = answer_to(*a_, 200);
        answer.add("Contact", a_->dialog->state().local_contact);
        if (const auto* profile = services_.profiles.find(a_->profile())) {
            const auto& settings = profile->settings->calls;
            const auto contact = answer.headers.back().value;
            answer.add("Supported", supported_extensions(settings));
            if (auto shown = settings.pass_callee_id
                                 ? display_header(*a_, callee_of(*a_), settings, contact)
                                 : std::nullopt)
                answer.headers.push_back(std::move(*shown));
        }
        answer.body = a_->local_sdp;
        add_session(*a_, answer, a_->invite_in->request());
        for (auto& header : headers_of(a_->variables, kFinalHeader))
            answer.headers.push_back(std::move(header));
        if (copies_headers(a_->variables)) {
            auto passed = headers_of(b_->variables, kFinalHeader);
            drop_excluded(passed, a_->variables);
            for (auto& header : passed)
                answer.headers.push_back(std::move(header));
        }
        a_->invite_in->on_ack([&services = services_, uuid = uuid_](const sip::Request* ack) {
            if (auto* call = services.table.find(uuid))
                call->on_first_ack(ack);
        });
        a_->invite_in->respond(answer);
        count(&sip::ProfileCounters::proceeding, -1);
    }
    fire("CHANNEL_ANSWER", *b_);
    fire("CHANNEL_ANSWER", *a_);
    fire("CHANNEL_BRIDGE", *a_);
}

void Call::on_first_ack(const sip::Request* ack) {
    release(a_->invite_in);
    if (a_->held_bye) {
        send_bye(*a_, *a_->held_bye);
        return;
    }
    if (ack == nullptr) {
        // RFC 3261 13.3.1.4: without ACK the session is ended with BYE.
        hangup(model::cause::kRecoveryOnTimerExpire, "no ACK for our 200");
        return;
    }
    if (!b_->made_offer || b_->unacknowledged_cseq == 0)
        return;
    if (needs_srtp() && sip::has_plain_rtp(ack->body.data)) {
        hangup(model::cause::kIncompatibleDestination, "the caller answers without SRTP");
        return;
    }
    // The caller's answer to the callee's offer travels in the ACKs (RFC 3261 13.2.1, RFC 3264).
    a_->remote_sdp = ack->body;
    b_->local_sdp = answer_for(*b_, b_->remote_sdp, ack->body);
    acknowledge(*b_, b_->local_sdp);
    save([](Call&, const base::Result<void>&) {});
}

}  // namespace sofia::call
