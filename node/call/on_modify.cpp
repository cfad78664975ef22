// re-INVITE (RFC 3261 section 14): the change is offered to the other peer, made durable, and only
// then answered.

#include <utility>

#include "base/log.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {

void Call::on_modify(Leg& leg, std::unique_ptr<sip::ServerTransaction> invite) {
    const bool busy =
        !is_up() || leg.invite_out || other(leg).invite_in || other(leg).unacknowledged_cseq != 0;
    if (busy) {  // RFC 3261 14.2: we have an INVITE of our own under way on this dialog.
        invite->respond(answer_to(leg, 491));
        return;
    }
    auto& to = other(leg);
    auto offer = request_to(to, sip::Method::Invite);
    offer.body = invite->request().body;
    // A re-INVITE before the ACK of the last 2xx came: that ACK is taken as lost.
    services_.loop.post(
        [lost = std::shared_ptr<sip::ServerTransaction>(std::move(leg.invite_in))] {});
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
        });
    to.invite_out = to.dialog->send(
        offer,
        [&services = services_, uuid = uuid_, side = leg.side()](const sip::Response& response) {
            if (auto* call = services.table.find(uuid); call != nullptr && response.status >= 200)
                call->on_modify_response(side, response);
        });
}

void Call::on_modify_response(Side side, const sip::Response& response) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    services_.loop.post(
        [done = std::shared_ptr<sip::ClientTransaction>(std::move(to.invite_out))] {});
    if (!from.invite_in || from.invite_in->answered()) {
        if (response.status <
            300) {  // Cancelled, but the other peer had accepted: it gets its old description back.
            to.dialog->establish(response);
            to.dialog->ack(response.cseq, {});
            restore(to, from.remote_sdp);
        }
        return;
    }
    if (response.status >= 300) {
        auto refusal = answer_to(from, response.status);
        refusal.phrase = response.phrase;
        from.invite_in->respond(refusal);
        services_.loop.post(
            [done = std::shared_ptr<sip::ServerTransaction>(std::move(from.invite_in))] {});
        if (response.status == 481 ||
            response.status == 408)  // RFC 3261 12.2.1.2: the other dialog is gone.
            hangup(model::cause_of_status(response.status),
                   "re-INVITE answered " + std::to_string(response.status));
        return;
    }
    to.dialog->establish(response);
    to.unacknowledged_cseq = response.cseq;
    to.remote_sdp = response.body;
    from.local_sdp = response.body;
    from.dialog->refresh_target(from.invite_in->request());
    auto before = from.remote_sdp;
    if (const auto& offer = from.invite_in->request().body; !offer.empty()) {
        from.remote_sdp = offer;
        to.local_sdp = offer;
        if (const bool holds = sip::is_hold(offer.data); holds != from.holds) {
            from.holds = holds;
            fire(holds ? "CHANNEL_HOLD" : "CHANNEL_UNHOLD", from);
        }
    }
    save([side, before = std::move(before)](Call& call, const base::Result<void>& saved) {
        call.on_modify_saved(side, saved, before);
    });
}

void Call::on_modify_saved(Side side, const base::Result<void>& saved, const sip::Body& before) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    if (!is_up() || (!saved && saved.error().kind == base::ErrorKind::Stale))
        return;
    if (!from.invite_in ||
        from.invite_in->answered()) {  // Cancelled while the database was at work.
        take_back(from, before);
        return;
    }
    if (!saved) {
        const auto* profile = services_.profiles.find(from.profile());
        if (profile == nullptr || !profile->settings->calls.answer_when_volatile) {
            LOG_WARN(Area::Call,
                     "call={} re-INVITE refused, the change could not be written: {}",
                     uuid_.str(),
                     saved.error().text);
            from.invite_in->respond(answer_to(from, 503).add("Retry-After", "5"));
            services_.loop.post(
                [done = std::shared_ptr<sip::ServerTransaction>(std::move(from.invite_in))] {});
            take_back(from, before);
            return;
        }
        volatile_ = true;
    }
    const bool late_offer = from.invite_in->request().body.empty();
    if (!late_offer)
        to.dialog->ack(std::exchange(to.unacknowledged_cseq, 0), {});
    auto answer = answer_to(from, 200);
    answer.add("Contact", from.dialog->state().local_contact);
    answer.body = from.local_sdp;
    from.invite_in->on_ack([&services = services_, uuid = uuid_, side](const sip::Request* ack) {
        if (auto* call = services.table.find(uuid))
            call->on_modify_ack(side, ack);
    });
    from.invite_in->respond(answer);
}

void Call::on_modify_ack(Side side, const sip::Request* ack) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    services_.loop.post(
        [done = std::shared_ptr<sip::ServerTransaction>(std::move(from.invite_in))] {});
    if (ack == nullptr) {
        hangup(model::cause::kRecoveryOnTimerExpire, "no ACK for our 200 to re-INVITE");
        return;
    }
    if (to.unacknowledged_cseq == 0)
        return;
    from.remote_sdp = ack->body;
    to.local_sdp = ack->body;
    to.dialog->ack(std::exchange(to.unacknowledged_cseq, 0), ack->body);
    save([](Call&, const base::Result<void>&) {});
}

void Call::take_back(Leg& from, const sip::Body& before) {
    auto& to = other(from);
    if (to.unacknowledged_cseq != 0)
        to.dialog->ack(std::exchange(to.unacknowledged_cseq, 0), {});
    from.remote_sdp = before;
    to.local_sdp = before;
    restore(to, before);
}

void Call::restore(Leg& leg, const sip::Body& description) {
    auto offer = request_to(leg, sip::Method::Invite);
    offer.body = description;
    leg.invite_out = leg.dialog->send(
        offer,
        [&services = services_, uuid = uuid_, side = leg.side()](const sip::Response& response) {
            auto* call = response.status < 200 ? nullptr : services.table.find(uuid);
            if (call == nullptr)
                return;
            auto& restored = side == Side::A ? *call->a_ : *call->b_;
            services.loop.post([done = std::shared_ptr<sip::ClientTransaction>(
                                    std::move(restored.invite_out))] {});
            if (response.status >= 300)
                return;
            restored.dialog->establish(response);
            restored.dialog->ack(response.cseq, {});
            restored.remote_sdp = response.body;
        });
}

}  // namespace sofia::call
