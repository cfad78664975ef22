// The caller's side before the answer: its INVITE, and how it is refused.

#include <utility>

#include "base/log.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/header_variables.hpp"
#include "call/reliable.hpp"
#include "call/script.hpp"
#include "call/transfer.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {

void Call::take_invite(std::unique_ptr<sip::ServerTransaction> invite) {
    a_->invite_in = std::move(invite);
    caller_max_forwards_ = a_->invite_in->request().max_forwards;
    count(&sip::ProfileCounters::proceeding, 1);
    a_->invite_in->on_cancel([&services = services_, uuid = uuid_](const sip::Request& cancel) {
        if (auto* call = services.table.find(uuid))
            call->on_cancel(cancel);
    });
    if (const auto expires = a_->invite_in->request().expires)
        expiry_ = services_.loop.after(
            std::chrono::seconds(*expires), [&services = services_, uuid = uuid_] {
                auto* call = services.table.find(uuid);
                if (call == nullptr || !call->awaits_answer())
                    return;
                // RFC 3261 13.3.1: an INVITE that expires before the final answer gets 487.
                call->refuse(model::cause::kNoAnswer, 487, "Request Terminated");
            });
    begin_reliable();
    listen(*a_);
    a_->transition(LegState::Trying,
                   "INVITE from " + a_->caller_id_number + " for " + a_->destination);
    fire_begin(*a_);
}

bool Call::judge_codecs(const model::ProfileMedia& media) {
    auto choice = choose_early(media, a_->variables, a_->remote_sdp);
    if (needs_srtp() && sip::has_plain_rtp(a_->remote_sdp.data))
        choice.refusal = "RTP without encryption is offered";
    if (media.late_negotiation)
        a_->variables.set("endpoint_disposition", "DELAYED NEGOTIATION");
    if (choice.refusal.empty()) {
        if (!choice.codecs.empty())
            a_->variables.set(kCallerCodecs, std::move(choice.codecs));
        return true;
    }
    LOG_WARN(Area::Call,
             "call={} profile={} refused with 488, the caller has no media that is taken here: {}",
             uuid_.str(),
             a_->profile(),
             choice.refusal);
    a_->variables.set("endpoint_disposition", "CODEC NEGOTIATION ERROR");
    refuse(model::cause::kIncompatibleDestination, 488, "Not Acceptable Here");
    return false;
}

void Call::take_first_side() {
    listen(*a_);
    if (a_->session)
        begin_session(*a_, SessionTerms(a_->session->terms));
}

void Call::run(std::unique_ptr<Script> script) {
    script_ = std::move(script);
    script_->run();
}

void Call::go_on() {
    if (script_ && !finished_)
        script_->run();
}

void Call::refuse(const model::HangupCause& cause,
                  int status,
                  const std::string& phrase,
                  std::vector<sip::Header> headers) {
    if (finished_)
        return;
    if (transfer_ && transfer_->is_pending()) {
        transfer_->fail(status, phrase, cause, "refused by the dialplan");
        return;
    }
    if (a_->outbound) {  // originate: we called this side, so there is nothing to refuse.
        hangup(cause, "refused with " + std::to_string(status));
        return;
    }
    cause_ = cause;
    drop_fork(reason_header(cause));
    if (awaits_answer()) {
        auto refusal = answer_to(*a_, status);
        refusal.phrase = phrase;
        if (status >= 400)
            add_reason(refusal.headers, a_->variables, reason_header(cause));
        for (auto& header : headers)
            refusal.headers.push_back(std::move(header));
        reliable_.reset();
        for (auto& header : headers_of(a_->variables, kFinalHeader))
            refusal.headers.push_back(std::move(header));
        a_->end.by("send_refuse", status);
        a_->invite_in->respond(refusal);
        count(&sip::ProfileCounters::proceeding, -1);
        if (auto* profile = services_.profiles.find(a_->profile()))
            ++profile->counters.failed_calls_in;
        if (a_->trunk)
            ++a_->trunk->counters.failed_calls_in;
    }
    a_->transition(LegState::Ended, std::to_string(status) + " sent: " + std::string(cause.name));
    ending_ = true;
    ending_durable_ = true;
    if (b_ && b_->state() != LegState::Ending)
        send_bye(*b_, reason_header(cause));
    finish_when_quiet();
}

}  // namespace sofia::call
