// A callee repeats its 2xx to an INVITE of a process that is gone, because the ACK did not come:
// the next owner of the call sends it (RFC 3261 13.2.2.4).

#include "base/log.hpp"
#include "call/call.hpp"

namespace sofia::call {

void Call::on_former_answer(Side side, const sip::Response& answer, std::uint32_t row_cseq) {
    auto& leg = side == Side::A ? *a_ : *b_;
    LOG_INFO(Area::Call,
             "call={} side={} 2xx of cseq={} repeated to the former owner: ACK sent",
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
    leg.dialog->ack(answer.cseq, leg.made_offer ? leg.local_sdp : sip::Body{});
    if (leg.made_offer && leg.local_sdp.empty() && is_up())
        hangup(model::cause::kNormalTemporaryFailure,
               "the answer to the peer's offer was lost with the former owner");
}

}  // namespace sofia::call
