#include "call/replacement.hpp"

#include <utility>

#include "base/log.hpp"
#include "call/best_response.hpp"
#include "call/callee_identity.hpp"
#include "call/description.hpp"
#include "call/transfer.hpp"

namespace sofia::call {

Replacement::Replacement(Call& call, Side side, std::unique_ptr<Leg> newcomer)
    : call_(call), side_(side), outsider_(std::move(newcomer)) {}

Replacement::~Replacement() = default;

void Replacement::start() {
    auto& peer = party();
    auto offer = call_.request_to(peer, sip::Method::Invite);
    offer.body = continued(peer.local_sdp, outsider_->remote_sdp);
    offered_ = offer.body;
    outsider_->invite_in->on_cancel(later([](Replacement& replacement, const sip::Request&) {
        if (!replacement.decided_ && replacement.outsider_->invite_in)
            replacement.refuse(487);
    }));
    peer.invite_out =
        peer.dialog->send(offer, later([](Replacement& replacement, const sip::Response& response) {
                              if (response.status >= 200)
                                  replacement.on_response(response);
                          }));
}

void Replacement::refuse(int status) {
    outsider_->invite_in->respond(call_.answer_to(*outsider_, status));
    call_.release(outsider_->invite_in);
    outsider_->transition(LegState::Ended, std::to_string(status) + " sent");
    outsider_->end.by("send_refuse", status);
    call_.fire_end(*outsider_, model::cause_of_status(status));
}

void Replacement::on_response(const sip::Response& response) {
    auto& peer = party();
    call_.release(peer.invite_out);
    const bool is_wanted = outsider_->invite_in != nullptr;
    if (response.status >= 300) {
        if (is_wanted)
            refuse(passed_status(response.status, 488));
        auto& call = call_;
        end();
        if (is_dialog_gone(response.status))
            call.hangup(model::cause_of_status(response.status),
                        "re-INVITE answered " + std::to_string(response.status));
        return;
    }
    peer.dialog->establish(response);
    if (!is_wanted || call_.is_foreign(offered_, response.body)) {
        // Cancelled, but accepted, or with other media: the peer gets back what it had.
        if (is_wanted)
            refuse(488);
        peer.dialog->ack(response.cseq, {});
        call_.restore(peer, peer.local_sdp);
        end();
        return;
    }
    peer.unacknowledged_cseq = response.cseq;
    call_.take_session(peer, response);
    remote_sdp_before_ = std::exchange(peer.remote_sdp, response.body);
    local_sdp_before_ = std::exchange(peer.local_sdp, offered_);
    outsider_->local_sdp = response.body;
    outsider_->answered = call_.services_.clock.wall();
    call_.agree_on_session(*outsider_, outsider_->invite_in->request());
    outsider_->transition(LegState::Answering, "the other peer accepted, being made durable");
    call_.end_transactions(*place());
    swap();
    decided_ = true;
    call_.save(later([](Replacement& replacement, const Call&, const base::Result<void>& saved) {
        replacement.on_saved(saved);
    }));
}

void Replacement::swap() {
    outsider_ = Transfer::exchange(call_, side_, std::move(outsider_));
    call_.listen(*place());
    outsider_->dialog->on_request([&services = call_.services_, uuid = call_.uuid_](
                                      std::unique_ptr<sip::ServerTransaction> request) {
        const bool is_bye = request->request().method == sip::Method::Bye;
        request->respond(sip::Reply::of(is_bye ? 200 : 481));
        auto* call = is_bye ? services.table.find(uuid) : nullptr;
        if (call != nullptr && call->replacement_)
            call->replacement_->outsider_->hung_up = true;
    });
}

void Replacement::on_saved(const base::Result<void>& saved) {
    auto& leg = *place();
    if (call_.ending_ || leg.state() != LegState::Answering)
        return;  // Somebody hung up while the database was at work.
    if (!saved && saved.error().kind == base::ErrorKind::Stale)
        return;  // Another node owns the call: we say nothing more to anybody.
    auto& peer = party();
    call_.acknowledge(peer);
    if (!saved) {
        LOG_WARN(Area::Call,
                 "call={} replacement given up, it could not be written: {}",
                 call_.uuid_.str(),
                 saved.error().text);
        peer.remote_sdp = remote_sdp_before_;
        peer.local_sdp = local_sdp_before_;
        swap();
        refuse(503);
        call_.save([](Call&, const base::Result<void>&) {});  // It may have been written after all.
        call_.restore(peer, peer.local_sdp);
        end();
        return;
    }
    leg.transition(LegState::Answered, "replacement is durable");
    auto answer = call_.answer_to(leg, 200);
    answer.add("Contact", leg.dialog->state().local_contact);
    if (const auto* profile = call_.services_.profiles.find(leg.profile());
        profile != nullptr && profile->settings->calls.pass_callee_id)
        if (auto shown = display_header(
                leg, identity_of(peer), profile->settings->calls, answer.headers.back().value))
            answer.headers.push_back(std::move(*shown));
    answer.body = leg.local_sdp;
    Call::add_session(leg, answer, leg.invite_in->request());
    leg.invite_in->on_ack(
        [&services = call_.services_, uuid = call_.uuid_, side = side_](const sip::Request* ack) {
            auto* call = services.table.find(uuid);
            if (call == nullptr)
                return;
            auto& answered = side == Side::A ? *call->a_ : *call->b_;
            call->release(answered.invite_in);
            if (answered.held_bye)
                call->send_bye(answered, *answered.held_bye);
            else if (ack == nullptr)
                call->hangup(model::cause::kRecoveryOnTimerExpire, "no ACK for our 200");
        });
    leg.invite_in->respond(answer);
    call_.fire("CHANNEL_UNBRIDGE", *outsider_);
    call_.fire("CHANNEL_ANSWER", leg);
    call_.fire("CHANNEL_BRIDGE", call_.a());
    call_.fire("sofia::replaced", *outsider_, call_.cause_, {{"Replaced-By", leg.uuid().str()}});
    Transfer::show_partner(call_, peer);
    dismiss();
}

void Replacement::dismiss() {
    outsider_->end.by("send_bye");
    call_.fire_end(*outsider_, model::cause::kNormalClearing);
    if (outsider_->hung_up) {
        end();
        return;
    }
    auto bye = call_.request_to(*outsider_, sip::Method::Bye);
    add_reason(bye.headers, outsider_->variables, reason_header(model::cause::kNormalClearing));
    outsider_->transition(LegState::Ending, "BYE sent: its place was taken");
    outsider_->bye_out = outsider_->dialog->send(
        bye, later([](Replacement& replacement, const sip::Response& response) {
            if (response.status < 200)
                return;
            auto& call = replacement.call_;
            call.release(replacement.outsider_->bye_out);
            replacement.end();
            call.finish_when_quiet();
        }));
}

void Replacement::cancel() {
    if (!decided_) {
        if (outsider_->invite_in)
            refuse(487);
        end();
    } else if (!outsider_->bye_out) {
        dismiss();
    }
}

void Replacement::end() {
    call_.release(call_.replacement_);
}

}  // namespace sofia::call
