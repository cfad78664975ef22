#include "call/early_request.hpp"

#include <string>

#include "base/log.hpp"
#include "call/glare.hpp"
#include "call/offer.hpp"

namespace sofia::call {
namespace {

/// Our offer in the INVITE has no answer yet (RFC 3311 5.2).
int status_of_update(const sip::Request& update) {
    Negotiation dialog;
    dialog.our_offer_is_open = true;
    const auto verdict = judge_update(!update.body.empty(), dialog);
    return verdict.refusal == 0 ? 200 : verdict.refusal;
}

int status_of(const sip::Request& request, const Leg& leg) {
    switch (request.method) {
        case sip::Method::Update:
            return status_of_update(request);
        case sip::Method::Bye:
            // Our own BYE is under way: his 2xx had crossed our CANCEL.
            return leg.state() == LegState::Ending ? 200 : 481;
        case sip::Method::Invite:
            return 491;  // RFC 3261 14.2: ours has no final answer.
        case sip::Method::Options:
            return 200;
        case sip::Method::Other:
            return 501;
        default:
            return 480;
    }
}

}  // namespace

void answer_early_request(std::unique_ptr<sip::ServerTransaction> request, const Leg& leg) {
    const auto& values = request->request();
    auto answer = sip::Reply::of(status_of(values, leg));
    answer.add("Allow", std::string(allowed_methods()));
    if (values.method == sip::Method::Update && answer.status == 200)
        answer.add("Contact", leg.dialog->state().local_contact);
    if (answer.status == 481)
        LOG_INFO(Area::Call,
                 "leg={} BYE of a callee who has not answered is refused with 481, it rings on",
                 leg.uuid().str());
    request->respond(answer);
}

}  // namespace sofia::call
