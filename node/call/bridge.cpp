// Ringing: the caller's provisional answers follow those of whoever is being called.

#include <utility>

#include "call/call.hpp"
#include "call/call_table.hpp"
#include "model/call_tag.hpp"

namespace sofia::call {

void Call::progress(int status, const std::string& phrase, const sip::Body& sdp) {
    if (a_->outbound || !a_->invite_in || a_->invite_in->answered())
        return;
    auto provisional = answer_to(*a_, status);
    provisional.phrase = phrase;
    provisional.add("Contact", a_->dialog->state().local_contact);
    // One early description a dialog: what other callees send later would change an answer already
    // given (RFC 3261 13.3.1.1).
    if (!sdp.empty() && !std::exchange(early_sdp_sent_, true))
        provisional.body = sdp;
    a_->transition(LegState::Ringing, std::to_string(status) + " sent");
    a_->invite_in->respond(provisional);
    fire("CHANNEL_PROGRESS", *a_);
}

void Call::bridge(BridgeRequest request, std::function<void(const Failure&)> failed) {
    Offer offer;
    offer.sdp = a_->remote_sdp;
    offer.caller_name = std::move(request.caller_name);
    offer.caller_number = std::move(request.caller_number);
    offer.tag_mark = model::mark_of(uuid_, 'b');
    offer.max_forwards = caller_max_forwards_ - 1;
    offer.headers = std::move(request.headers);

    // The fork's events name the call by its id: the call may end in any of them.
    const auto with_call = [&services = services_, uuid = uuid_](auto action) {
        if (auto* call = services.table.find(uuid))
            action(*call);
    };
    Fork::Events events;
    events.progress = [with_call](const sip::Response& response) {
        with_call(
            [&](Call& call) { call.progress(response.status, response.phrase, response.body); });
    };
    events.answered = [with_call](std::unique_ptr<Leg> leg, const sip::Response& response) {
        with_call([&](Call& call) { call.on_answer(std::move(leg), response); });
    };
    events.failed = [with_call, failed = std::move(failed)](const Failure& failure) {
        with_call([&](Call& call) {
            call.services_.table.keep(std::exchange(call.fork_, nullptr));
            failed(failure);
        });
    };
    events.created = [with_call](const Leg& leg) {
        with_call([&](Call& call) { call.fire("CHANNEL_CREATE", leg); });
    };
    events.lost = [with_call](const Leg& leg, const model::HangupCause& cause) {
        with_call([&](Call& call) { call.fire("CHANNEL_HANGUP_COMPLETE", leg, cause); });
    };
    fork_ = std::make_shared<Fork>(services_.loop,
                                   services_.clock,
                                   services_.profiles,
                                   Side::B,
                                   std::move(request.plan),
                                   std::move(offer),
                                   std::move(events));
    const auto fork = fork_;
    fork->start(request.timeout);
}

}  // namespace sofia::call
