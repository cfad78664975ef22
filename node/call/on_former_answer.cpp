// A callee repeats its 2xx to an INVITE of a process that is gone, because the ACK did not come:
// the next owner of the call sends it (RFC 3261 13.2.2.4). Where the callee made the offer, the ACK
// needs the caller's answer (13.2.1): that of its ACK if this comes here, else the caller is
// offered the same once more.

#include "base/log.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"

namespace sofia::call {

void Call::on_former_answer(Side side, const sip::Response& answer, std::uint32_t row_cseq) {
    auto& leg = side == Side::A ? *a_ : *b_;
    LOG_INFO(Area::Call,
             "call={} side={} 2xx of cseq={} was for the former owner and is repeated",
             uuid_.str(),
             to_string(side),
             answer.cseq);
    if (answer.cseq > row_cseq) {
        // A re-INVITE whose change was never written: the peer gets back what it had.
        leg.dialog->establish(answer);
        leg.dialog->ack(answer.cseq, {});
        if (is_up() && !leg.invite_out)
            restore(leg, leg.local_sdp);
        return;
    }
    if (leg.made_offer && leg.local_sdp.empty() && is_up()) {
        offer_once_more(leg, answer);
        return;
    }
    leg.dialog->ack(answer.cseq, leg.made_offer ? leg.local_sdp : sip::Body{});
}

void Call::offer_once_more(Leg& leg, const sip::Response& answer) {
    auto& partner = other(leg);
    if (is_changing(partner))
        return;  // Asked already, or busy: the peer repeats its 2xx.
    LOG_INFO(Area::Call,
             "call={} side={} the answer to its offer was lost with the former owner: asking again",
             uuid_.str(),
             to_string(leg.side()));
    auto offer = request_to(partner, sip::Method::Invite);
    offer.body = passed_on(leg, answer.body);
    partner.invite_out = partner.dialog->send(
        offer,
        [&services = services_, uuid = uuid_, side = leg.side(), offered = answer](
            const sip::Response& response) {
            auto* call = response.status < 200 ? nullptr : services.table.find(uuid);
            if (call != nullptr)
                call->on_answered_once_more(side, offered, response);
        });
}

void Call::on_answered_once_more(Side side,
                                 const sip::Response& offered,
                                 const sip::Response& response) {
    auto& leg = side == Side::A ? *a_ : *b_;
    auto& partner = other(leg);
    release(partner.invite_out);
    if (response.status < 300) {
        partner.dialog->establish(response);
        partner.dialog->ack(response.cseq, {});
        if (!is_up())
            return;
        take_session(partner, response);
        partner.local_sdp = passed_on(leg, offered.body);
        partner.remote_sdp = response.body;
        leg.local_sdp = answer_for(leg, offered.body, response.body);
        leg.dialog->ack(offered.cseq, leg.local_sdp);
        save([](Call&, const base::Result<void>&) {});
        return;
    }
    // Glare, or not now: the peer's next 2xx asks again (RFC 3261 14.1).
    if (!is_up() || response.status == 491 || response.status == 500)
        return;
    leg.dialog->ack(offered.cseq, {});
    hangup(model::cause_of_status(response.status),
           "the peer's offer, made again, was answered " + std::to_string(response.status));
}

void Call::on_former_ack(Leg& from, const sip::Request& ack) {
    auto& to = other(from);
    if (!is_up() || !to.made_offer || !to.local_sdp.empty() || ack.body.empty())
        return;
    // It goes out when that peer repeats its 2xx, which has had no ACK.
    from.remote_sdp = ack.body;
    to.local_sdp = answer_for(to, to.remote_sdp, ack.body);
    save([](Call&, const base::Result<void>&) {});
}

}  // namespace sofia::call
