// re-INVITE (RFC 3261 section 14): the change is offered to the other peer, made durable, and only
// then answered.

#include <utility>

#include "base/log.hpp"
#include "call/best_response.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/glare.hpp"
#include "call/transfer.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {
void Call::on_modify(Leg& leg, std::unique_ptr<sip::ServerTransaction> invite) {
    const bool busy = !is_up() || (transfer_ && transfer_->is_pending()) || leg.invite_out ||
                      leg.update_in || leg.update_out || is_changing(other(leg));
    if (leg.state() == LegState::Ending || leg.state() == LegState::Ended) {
        invite->respond(answer_to(leg, 481));  // After BYE there is no dialog to change.
        return;
    }
    if (busy) {  // RFC 3261 14.2: an INVITE is under way on this dialog, or the change that this
                 // one asks for would meet one on the other.
        invite->respond(answer_to(leg, 491));
        return;
    }
    fire("sofia::reinvite", leg);
    if (refuse_short_session(leg, *invite) || refuse_codecs(leg, *invite))
        return;
    // A re-INVITE before the ACK of the last 2xx came: that ACK is taken as lost.
    release(leg.invite_in);
    leg.invite_in = std::move(invite);
    leg.invite_in->on_cancel(
        [&services = services_, uuid = uuid_, side = leg.side()](const sip::Request& cancel) {
            auto* call = services.table.find(uuid);
            if (call == nullptr)
                return;
            auto& cancelled = side == Side::A ? *call->a_ : *call->b_;
            if (auto& asked = call->other(cancelled); asked.invite_out)
                asked.invite_out->cancel(cancel.reason);
            cancelled.invite_in->respond(call->answer_to(cancelled, 487));
            call->release(cancelled.invite_in);
        });
    if (is_answered_here(leg, leg.invite_in->request().body)) {
        answer_hold(leg, leg.invite_in->request());
        return;
    }
    if (other(leg).digest)
        other(leg).digest->begin();
    pass_modify(leg);
}

void Call::pass_modify(Leg& from, std::optional<sip::Outgoing> again) {
    auto& to = other(from);
    auto offer = again ? std::move(*again) : request_to(to, sip::Method::Invite);
    offer.body = passed_on(from, from.invite_in->request().body);
    to.invite_out = to.dialog->send(
        offer,
        [&services = services_, uuid = uuid_, side = from.side()](const sip::Response& response) {
            if (auto* call = services.table.find(uuid); call != nullptr && response.status >= 200)
                call->on_modify_response(side, response);
        });
}

void Call::on_modify_response(Side side, const sip::Response& response) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    release(to.invite_out);
    tell_watched(to, response);
    if (!from.invite_in) {
        // Cancelled, but the other peer had accepted: it gets its old description back.
        if (response.status < 300) {
            to.dialog->establish(response);
            to.dialog->ack(response.cseq, {});
            if (is_up())
                restore(to, to.local_sdp);
        }
        return;
    }
    if (lengthen_session(to, response)) {
        pass_modify(from);
        return;
    }
    if (auto again = answer_challenge(to, response, sip::Method::Invite)) {
        pass_modify(from, std::move(again));
        return;
    }
    if (response.status >= 300) {
        auto refusal = answer_to(from, passed_status(response.status, 488));
        if (refusal.status == response.status)
            refusal.phrase = response.phrase;
        from.invite_in->respond(refusal);
        release(from.invite_in);
        if (is_dialog_gone(response.status))
            hangup(model::cause_of_status(response.status),
                   "re-INVITE answered " + std::to_string(response.status));
        return;
    }
    to.dialog->establish(response);
    const auto told = passed_on(from, from.invite_in->request().body);
    const bool is_late = told.empty();  // The other peer's 2xx is the offer, the ACK our answer.
    if (is_late ? !codec_refusal(to, response.body).empty() : is_foreign(told, response.body)) {
        to.dialog->ack(response.cseq, is_late ? to.local_sdp : sip::Body{});
        from.invite_in->respond(answer_to(from, 488));
        release(from.invite_in);
        restore(to, to.local_sdp);
        return;
    }
    to.unacknowledged_cseq = response.cseq;
    Before before{from.remote_sdp, from.local_sdp, from.holds, to.local_sdp};
    to.remote_sdp = response.body;
    from.local_sdp = answer_for(from, from.invite_in->request().body, response.body);
    from.dialog->refresh_target(from.invite_in->request());
    agree_on_session(from, from.invite_in->request());
    take_session(to, response);
    if (const auto& offer = from.invite_in->request().body; !offer.empty()) {
        from.remote_sdp = offer;
        to.local_sdp = told;
        from.holds = sip::is_hold(told.data);
    }
    save([side, before = std::move(before)](Call& call, const base::Result<void>& saved) {
        call.on_modify_saved(side, saved, before);
    });
}

void Call::on_modify_saved(Side side, const base::Result<void>& saved, const Before& before) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    if (!is_up() || (!saved && saved.error().kind == base::ErrorKind::Stale))
        return;
    if (!from.invite_in) {  // Cancelled while the database was at work.
        take_back(from, before);
        return;
    }
    if (!may_answer_modify(from, saved)) {
        take_back(from, before);
        return;
    }
    const bool late_offer = from.invite_in->request().body.empty();
    if (!late_offer)
        acknowledge(to);
    if (from.holds != before.holds)
        tell_hold(from);
    answer_modify(from);
}

bool Call::may_answer_modify(Leg& from, const base::Result<void>& saved) {
    if (saved)
        return true;
    const auto* profile = services_.profiles.find(from.profile());
    if (profile != nullptr && profile->settings->calls.answer_when_volatile) {
        volatile_ = true;
        return true;
    }
    LOG_WARN(Area::Call,
             "call={} re-INVITE refused, the change could not be written: {}",
             uuid_.str(),
             saved.error().text);
    from.invite_in->respond(answer_to(from, 503).add("Retry-After", "5"));
    release(from.invite_in);
    return false;
}

void Call::answer_modify(Leg& from) {
    auto answer = answer_to(from, 200);
    answer.add("Contact", from.dialog->state().local_contact);
    answer.body = from.local_sdp;
    add_session(from, answer, from.invite_in->request());
    from.invite_in->on_ack(
        [&services = services_, uuid = uuid_, side = from.side()](const sip::Request* ack) {
            if (auto* call = services.table.find(uuid))
                call->on_modify_ack(side, ack);
        });
    from.invite_in->respond(answer);
}

void Call::on_modify_ack(Side side, const sip::Request* ack) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    release(from.invite_in);
    if (from.held_bye) {
        send_bye(from, *from.held_bye);
        return;
    }
    if (ack == nullptr) {
        hangup(model::cause::kRecoveryOnTimerExpire, "no ACK for our 200 to re-INVITE");
        return;
    }
    if (to.unacknowledged_cseq == 0)
        return;
    from.remote_sdp = ack->body;
    to.local_sdp = answer_for(to, to.remote_sdp, ack->body);
    acknowledge(to, to.local_sdp);
    // The answer to a late offer is where such a re-INVITE takes the other off hold.
    if (const bool holds = sip::is_hold(ack->body.data); holds != std::exchange(from.holds, holds))
        tell_hold(from);
    save([](Call&, const base::Result<void>&) {});
}

void Call::take_back(Leg& from, const Before& before) {
    auto& to = other(from);
    acknowledge(to);
    from.remote_sdp = before.remote_sdp;
    from.local_sdp = before.local_sdp;
    from.holds = before.holds;
    to.local_sdp = before.told;
    // The change may have been written, or may still be.
    save([](Call&, const base::Result<void>&) {});
    restore(to, to.local_sdp);
}

void Call::restore(Leg& leg, const sip::Body& description, std::optional<sip::Outgoing> again) {
    if (!again && leg.digest)
        leg.digest->begin();
    auto offer = again ? std::move(*again) : request_to(leg, sip::Method::Invite);
    offer.body = description;
    leg.invite_out = leg.dialog->send(
        offer,
        [&services = services_, uuid = uuid_, side = leg.side(), description](
            const sip::Response& response) {
            auto* call = response.status < 200 ? nullptr : services.table.find(uuid);
            if (call == nullptr)
                return;
            auto& restored = side == Side::A ? *call->a_ : *call->b_;
            call->release(restored.invite_out);
            if (auto again = call->answer_challenge(restored, response, sip::Method::Invite)) {
                call->restore(restored, description, std::move(again));
                return;
            }
            if (response.status < 300) {
                restored.dialog->establish(response);
                restored.dialog->ack(response.cseq, {});
                restored.remote_sdp = response.body;
                // A peer that keeps its partner may say what it likes of codecs, as in any refresh.
                const bool is_wrong =
                    restored.awaits_partner
                        ? call->is_foreign(description, response.body)
                        : call->needs_srtp() && sip::has_plain_rtp(response.body.data);
                if (is_wrong && call->is_up())
                    return call->hangup(
                        model::cause::kIncompatibleDestination,
                        "our re-INVITE was accepted without a codec or the SRTP that it needs");
                if (restored.awaits_partner)
                    Transfer::on_reconnected(*call, restored);
                call->take_session(restored, response);
                call->save([](Call&, const base::Result<void>&) {});
            } else if (response.status == 491 && call->is_up()) {
                call->restore_later(restored);
            } else if (is_dialog_gone(response.status)) {
                call->hangup(model::cause_of_status(response.status),
                             "re-INVITE answered " + std::to_string(response.status));
            } else if (call->is_up() && restored.awaits_partner && response.status != 422) {
                call->hangup(model::cause::kIncompatibleDestination,
                             "the transferred peer refused its new partner with " +
                                 std::to_string(response.status));
            } else if (call->is_up() && lengthen_session(restored, response)) {
                call->restore(restored, restored.local_sdp);
            } else if (call->is_up()) {
                call->try_refresh_again(restored);
            }
        });
}

void Call::restore_later(Leg& leg) {
    leg.glare_timer = services_.loop.after(
        glare_delay(leg.outbound), [&services = services_, uuid = uuid_, side = leg.side()] {
            auto* call = services.table.find(uuid);
            if (call == nullptr || !call->is_up())
                return;
            auto& restored = side == Side::A ? *call->a_ : *call->b_;
            if (is_changing(restored) || is_changing(call->other(restored)))
                call->restore_later(restored);
            else
                call->restore(restored, restored.local_sdp);
        });
}

}  // namespace sofia::call
