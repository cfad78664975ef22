// UPDATE (RFC 3311): a new target is taken over here; an offer goes to the other peer, is made
// durable, and only then answered, like that of a re-INVITE.

#include <utility>

#include "base/log.hpp"
#include "call/best_response.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/glare.hpp"
#include "call/transfer.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {

Negotiation Call::negotiation_of(const Leg& leg) const {
    const bool is_late = leg.invite_in && leg.invite_in->request().body.empty();
    Negotiation dialog;
    dialog.update_is_open = leg.update_in != nullptr;
    dialog.their_offer_is_open = leg.invite_in && !leg.invite_in->answered() && !is_late;
    dialog.our_offer_is_open =
        leg.invite_out || leg.update_out || (is_late && leg.invite_in->answered());
    dialog.partner_is_busy =
        !is_up() || (transfer_ && transfer_->is_pending()) || is_changing(other(leg));
    // A late offer is answered in the ACK, which waits for that of the other side.
    if (is_up() && leg.unacknowledged_cseq != 0)
        dialog.their_offer_is_open = true;
    return dialog;
}

bool Call::is_changing(const Leg& leg) noexcept {
    return leg.invite_in || leg.invite_out || leg.update_in || leg.update_out ||
           leg.unacknowledged_cseq != 0;
}

void Call::on_update(Leg& leg, std::unique_ptr<sip::ServerTransaction> update) {
    if (leg.state() == LegState::Ending || leg.state() == LegState::Ended) {
        update->respond(answer_to(leg, 481));  // After BYE there is no dialog to change.
        return;
    }
    const bool has_offer = !update->request().body.empty();
    if (const auto verdict = judge_update(has_offer, negotiation_of(leg)); verdict.refusal != 0) {
        LOG_INFO(Area::Call,
                 "leg={} UPDATE refused with {}: {}",
                 leg.uuid().str(),
                 verdict.refusal,
                 verdict.why);
        auto refusal = answer_to(leg, verdict.refusal);
        if (verdict.retry_after)
            refusal.add("Retry-After", random_retry_after());
        update->respond(refusal);
        return;
    }
    if (refuse_short_session(leg, *update) || refuse_codecs(leg, *update))
        return;
    leg.update_in = std::move(update);
    if (has_offer && is_answered_here(leg, leg.update_in->request().body))
        answer_hold(leg, leg.update_in->request());
    else if (has_offer)
        pass_update(leg, other(leg).allows_update ? sip::Method::Update : sip::Method::Invite);
    else
        refresh_by_update(leg);
}

void Call::refresh_by_update(Leg& leg) {
    const auto before = leg.dialog->state();
    leg.dialog->refresh_target(leg.update_in->request());
    const auto after = leg.dialog->state();
    const bool has_moved =
        before.remote_target != after.remote_target || before.next_hop != after.next_hop;
    const bool is_timed = is_up() && agree_on_session(leg, leg.update_in->request());
    if (!is_up() || (!has_moved && !is_timed)) {
        answer_update(leg, {});
        return;
    }
    save([side = leg.side(), has_moved](Call& call, const base::Result<void>& saved) {
        auto& refreshed = side == Side::A ? *call.a_ : *call.b_;
        if (!refreshed.update_in)
            return;
        // A refresh alone is answered whether or not it could be written: it is no reason to end a
        // call, and a next owner gives the peer time for another one.
        const bool is_stale = !saved && saved.error().kind == base::ErrorKind::Stale;
        if (has_moved || is_stale ? call.may_answer(refreshed, saved) : true)
            call.answer_update(refreshed, {});
    });
}

bool Call::may_answer(Leg& leg, const base::Result<void>& saved) {
    if (saved)
        return true;
    if (saved.error().kind == base::ErrorKind::Stale)
        return false;  // Another node owns the call: it is the one to answer.
    const auto* profile = services_.profiles.find(leg.profile());
    if (profile != nullptr && profile->settings->calls.answer_when_volatile) {
        volatile_ = true;
        return true;
    }
    LOG_WARN(Area::Call,
             "call={} UPDATE refused, the change could not be written: {}",
             uuid_.str(),
             saved.error().text);
    leg.update_in->respond(answer_to(leg, 503).add("Retry-After", "5"));
    release(leg.update_in);
    return false;
}

void Call::answer_update(Leg& leg, const sip::Body& description) {
    auto answer = answer_to(leg, 200);
    answer.add("Contact", leg.dialog->state().local_contact);
    answer.body = description;
    add_session(leg, answer, leg.update_in->request());
    leg.update_in->respond(answer);
    release(leg.update_in);
}

void Call::pass_update(Leg& from, sip::Method method, std::optional<sip::Outgoing> again) {
    auto& to = other(from);
    if (!again && to.digest)
        to.digest->begin();
    auto offer = again ? std::move(*again) : request_to(to, method);
    offer.body = passed_on(from, from.update_in->request().body);
    auto sent = to.dialog->send(offer,
                                [&services = services_, uuid = uuid_, side = from.side(), method](
                                    const sip::Response& response) {
                                    auto* call = services.table.find(uuid);
                                    if (call != nullptr && response.status >= 200)
                                        call->on_update_response(side, method, response);
                                });
    (method == sip::Method::Update ? to.update_out : to.invite_out) = std::move(sent);
}

void Call::on_update_response(Side side, sip::Method method, const sip::Response& response) {
    auto& from = side == Side::A ? *a_ : *b_;
    auto& to = other(from);
    release(method == sip::Method::Update ? to.update_out : to.invite_out);
    if (lengthen_session(to, response)) {
        pass_update(from, method);
        return;
    }
    if (auto again = answer_challenge(to, response, method)) {
        pass_update(from, method, std::move(again));
        return;
    }
    if (response.status >= 300) {
        const bool is_unknown = response.status == 405 || response.status == 501;
        if (method == sip::Method::Update && is_unknown) {
            to.allows_update = false;  // Whatever its Allow said.
            pass_update(from, sip::Method::Invite);
            return;
        }
        auto refusal = answer_to(from, passed_status(response.status, 488));
        if (refusal.status == response.status)
            refusal.phrase = response.phrase;
        from.update_in->respond(refusal);
        release(from.update_in);
        if (is_dialog_gone(response.status))
            hangup(model::cause_of_status(response.status),
                   "UPDATE answered " + std::to_string(response.status));
        return;
    }
    to.dialog->establish(response);
    if (method == sip::Method::Invite)
        to.unacknowledged_cseq = response.cseq;
    auto told = passed_on(from, from.update_in->request().body);
    if (is_foreign(told, response.body)) {
        acknowledge(to);
        from.update_in->respond(answer_to(from, 488));
        release(from.update_in);
        restore(to, to.local_sdp);
        return;
    }
    Before before{from.remote_sdp, from.local_sdp, from.holds, to.local_sdp};
    from.dialog->refresh_target(from.update_in->request());
    agree_on_session(from, from.update_in->request());
    take_session(to, response);
    from.remote_sdp = from.update_in->request().body;
    from.local_sdp = answer_for(from, from.remote_sdp, response.body);
    from.holds = sip::is_hold(told.data);
    to.remote_sdp = response.body;
    to.local_sdp = std::move(told);
    save([side, before = std::move(before)](Call& call, const base::Result<void>& saved) {
        call.on_update_saved(side, saved, before);
    });
}

void Call::on_update_saved(Side side, const base::Result<void>& saved, const Before& before) {
    auto& from = side == Side::A ? *a_ : *b_;
    if (!is_up() || !from.update_in)
        return;
    if (!may_answer(from, saved)) {
        if (saved.error().kind != base::ErrorKind::Stale)
            take_back(from, before);
        return;
    }
    acknowledge(other(from));
    if (from.holds != before.holds)
        tell_hold(from);
    answer_update(from, from.local_sdp);
}

}  // namespace sofia::call
