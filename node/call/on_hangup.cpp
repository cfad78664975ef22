// The ways in which a call ends: CANCEL before the answer, BYE after it, and our own decision. The
// answer to a BYE waits until the other side has confirmed its own, or the end is durable, so that
// a node that dies in between is sent the BYE again and still tells the other side.

#include <utility>

#include "base/log.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/header_variables.hpp"
#include "call/replacement.hpp"
#include "call/script.hpp"
#include "call/transfer.hpp"

namespace sofia::call {
namespace {

/// How long the other side has to confirm its BYE before the end of the call is written down
/// instead: most do within their round trip, which saves the database a third of its rows, and what
/// is left of T1 is enough for the commit (RFC 3261 17.1.2: the peer repeats its BYE after 500 ms).
constexpr std::chrono::milliseconds kConfirmTime{250};

}  // namespace

void Call::on_cancel(const sip::Request& cancel) {
    cause_ = cause_of_reason(cancel.reason, model::cause::kOriginatorCancel);
    a_->end.by("recv_cancel", 487);
    a_->end.reason = cancel.reason;
    drop_fork(cancel.reason.empty() ? reason_header(model::cause::kOriginatorCancel)
                                    : cancel.reason);
    refuse(cause_, 487, "Request Terminated");
}

void Call::on_bye(Leg& leg, std::unique_ptr<sip::ServerTransaction> bye) {
    if (leg.state() == LegState::Ending || leg.state() == LegState::Ended) {
        bye->respond(answer_to(leg, 200));  // Both sides hung up at once.
        leg.bye_out.reset();
        if (std::exchange(leg.held_bye, std::nullopt))
            leg.invite_in.reset();
        finish_when_quiet();
        return;
    }
    leg.end.by("recv_bye", 200);
    leg.end.reason = bye->request().reason;
    if (transfer_ && transfer_->is_pending() && leg.side() == transfer_->side()) {
        transfer_->on_transferor_left(std::move(bye));
        return;
    }
    const bool was_up = is_up();
    cause_ = cause_of_reason(bye->request().reason, model::cause::kNormalClearing);
    const auto reason =
        bye->request().reason.empty() ? reason_header(cause_) : bye->request().reason;
    leg.hung_up = true;
    leg.transition(LegState::Ending, "BYE received");
    acknowledge(leg);
    if (!was_up) {  // Before the caller was told of the answer: nothing durable depends on this
                    // BYE.
        bye->respond(answer_to(leg, 200));
        if (leg.side() == Side::A && awaits_answer())
            refuse(cause_, 487, {});  // RFC 3261 15.1.2: pending requests get 487.
        else
            hangup(cause_, "BYE before the answer");
        return;
    }
    if (transfer_)
        transfer_->cancel(reason);
    if (replacement_)
        replacement_->cancel();
    end_transactions(*a_);
    end_transactions(*b_);
    leg.invite_in.reset();  // Whose ACK, if it still waits for one, was lost.
    begin_end();
    // What it says goes on to the other side, and so into that side's variables and events.
    if (copies_headers(a_->variables))
        keep_headers(other(leg).variables, kByeHeader, bye->request().headers);
    leg.bye_in = std::move(bye);
    send_bye(other(leg), reason);
    if (!tracked_ || other(leg).held_bye)
        write_ending();
    else
        ending_timer_ = services_.loop.after(kConfirmTime, [&services = services_, uuid = uuid_] {
            auto* call = services.table.find(uuid);
            if (call != nullptr && !call->ending_durable_)
                call->write_ending();
        });
}

void Call::begin_end() {
    ending_ = true;
    for (auto* leg : {a_.get(), b_.get()})
        if (leg != nullptr)
            leg->end.at = services_.clock.wall();
}

void Call::write_ending() {
    save([](Call& call, const base::Result<void>& saved) {
        // Another node owns the call: it is the one to answer a waiting BYE.
        if (!saved && saved.error().kind == base::ErrorKind::Stale)
            return;
        call.ending_durable_ = true;
        // A peer that does not confirm its BYE makes no call longer.
        call.tell_end();
        call.finish_when_quiet();
    });
}

void Call::hangup(const model::HangupCause& cause, const std::string& why) {
    if (finished_)
        return;
    cause_ = cause;
    if (transfer_)
        transfer_->cancel(reason_header(cause));
    if (replacement_)
        replacement_->cancel();
    LOG_INFO(Area::Call, "call={} is ended: {} ({})", uuid_.str(), cause.name, why);
    drop_fork(reason_header(cause));
    if (!a_->is_up() && awaits_answer()) {
        refuse(cause, model::status_of_cause(cause), {});
        return;
    }
    begin_end();
    for (auto* leg : {a_.get(), b_.get()}) {
        if (leg == nullptr || leg->state() == LegState::Ending || leg->state() == LegState::Ended)
            continue;
        end_transactions(*leg);
        send_bye(*leg, reason_header(cause));
    }
    if (row_written_ && !ending_durable_ && b_)
        write_ending();
    else
        tell_end();  // Nothing has to be written first.
    finish_when_quiet();
}

void Call::send_bye(Leg& leg, const std::string& reason) {
    leg.end.by("send_bye");
    acknowledge(leg);  // Before its dialog is ended (RFC 3261 13.2.2.4, 15).
    if (leg.invite_in) {
        leg.held_bye = reason;
        leg.transition(LegState::Ending, "BYE waits for the ACK of our 2xx");
        return;
    }
    auto bye = request_to(leg, sip::Method::Bye);
    add_reason(bye.headers, leg.variables, reason);
    for (auto& header : headers_of(leg.variables, kByeHeader))
        bye.headers.push_back(std::move(header));
    leg.transition(LegState::Ending, "BYE sent");
    if (leg.digest)
        leg.digest->begin();
    transmit_bye(leg, bye);
    leg.held_bye.reset();
}

void Call::transmit_bye(Leg& leg, const sip::Outgoing& bye) {
    leg.bye_out = leg.dialog->send(
        bye,
        [&services = services_, uuid = uuid_, side = leg.side()](const sip::Response& response) {
            auto* call = response.status < 200 ? nullptr : services.table.find(uuid);
            if (call == nullptr)
                return;
            auto& ended = side == Side::A ? *call->a_ : *call->b_;
            call->release(ended.bye_out);
            if (const auto* profile = call->services_.profiles.find(ended.profile());
                profile != nullptr && profile->settings->calls.tell_bye_answers)
                call->fire(
                    "sofia::bye_response",
                    ended,
                    call->cause_,
                    {{"Status", std::to_string(response.status)}, {"Phrase", response.phrase}});
            if (auto again = call->answer_challenge(ended, response, sip::Method::Bye)) {
                add_reason(again->headers, ended.variables, reason_header(call->cause_));
                call->transmit_bye(ended, *again);
                return;
            }
            call->finish_when_quiet();
        });
}

void Call::acknowledge(Leg& leg, const sip::Body& body) {
    if (leg.unacknowledged_cseq != 0)
        leg.dialog->ack(std::exchange(leg.unacknowledged_cseq, 0), body);
}

void Call::end_transactions(Leg& leg) {
    if (leg.invite_in && !leg.invite_in->answered()) {
        leg.invite_in->respond(answer_to(leg, 487));  // RFC 3261 15.1.2: pending requests get 487.
        release(leg.invite_in);
    }
    if (leg.update_in) {
        leg.update_in->respond(answer_to(leg, 487));
        release(leg.update_in);
    }
    release(leg.update_out);
    if (leg.session)
        release(leg.session->update_out);
    if (leg.invite_out)
        leg.invite_out->cancel({});
    release(leg.invite_out);
    release(leg.probe_out);
    leg.glare_timer.reset();
    end_exchanges();
}

void Call::finish_when_quiet() {
    if (!ending_)
        return;
    const auto is_told = [](const Leg* leg) { return !leg || (!leg->bye_out && !leg->held_bye); };
    const auto answer = [&](Leg* leg, const Leg* other) {
        if (leg && leg->bye_in && (ending_durable_ || is_told(other)))
            std::exchange(leg->bye_in, nullptr)->respond(answer_to_bye(*leg));
    };
    answer(a_.get(), b_.get());
    answer(b_.get(), a_.get());
    if ((transfer_ && transfer_->waits_for_former()) ||
        (replacement_ && replacement_->waits_for_former()))
        return;
    if (is_told(a_.get()) && is_told(b_.get()))
        finish();
}

sip::Reply Call::answer_to_bye(const Leg& leg) const {
    auto answer = answer_to(leg, 200);
    for (auto& header : headers_of(leg.variables, kByeHeader))
        answer.headers.push_back(std::move(header));
    return answer;
}

void Call::drop_fork(const std::string& reason) {
    if (!fork_)
        return;
    fork_->stop(reason, cause_);
    services_.table.keep(std::exchange(fork_, nullptr));
}

}  // namespace sofia::call
