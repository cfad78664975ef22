// Whether the peer of a leg still has the call: OPTIONS within the dialog (RFC 3261 11, 12.2). What
// the answer means is decided in recovery/verdict.

#include <utility>

#include "call/call.hpp"
#include "call/call_table.hpp"

namespace sofia::call {

void Call::probe(Side side, std::function<void(const sip::Response&)> done) {
    auto& leg = side == Side::A ? *a_ : *b_;
    auto options = request_to(leg, sip::Method::Options);
    options.headers.push_back({"Accept", "application/sdp"});
    leg.probe_out = leg.dialog->send(
        options,
        [&services = services_, uuid = uuid_, side, done = std::move(done)](
            const sip::Response& response) {
            auto* call = response.status < 200 ? nullptr : services.table.find(uuid);
            if (call == nullptr)
                return;
            auto& asked = side == Side::A ? *call->a_ : *call->b_;
            call->release(asked.probe_out);
            done(response);
        });
}

void Call::lose_peer(Side side, const model::HangupCause& cause, const std::string& why) {
    if (!is_up())
        return;
    auto& leg = side == Side::A ? *a_ : *b_;
    end_transactions(leg);
    release(leg.invite_in);
    leg.unacknowledged_cseq = 0;
    leg.hung_up = true;
    leg.transition(LegState::Ending, why);
    hangup(cause, why);
}

}  // namespace sofia::call
