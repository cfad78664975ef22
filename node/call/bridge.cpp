// Ringing: the caller's provisional answers follow those of whoever is being called.

#include <utility>

#include "base/text.hpp"
#include "call/call.hpp"
#include "call/call_table.hpp"
#include "call/callee_identity.hpp"
#include "call/description.hpp"
#include "call/events.hpp"
#include "call/header_variables.hpp"
#include "call/invite_shape.hpp"
#include "call/redirection.hpp"
#include "call/reliable.hpp"
#include "call/session_id.hpp"
#include "call/transfer.hpp"
#include "model/call_tag.hpp"

namespace sofia::call {
namespace {

bool is_told_early(const Variables& caller) {
    const auto rule = caller.get("sip_cid_in_1xx");
    return rule.empty() || base::is_true(rule);
}

/// Keeps who answers, or rings, on the caller's leg; of several who ring the last counts.
void keep_callee_of(Leg& caller, const sip::Response& response) {
    if (!caller.outbound && !keep_callee(caller.variables, response))
        forget_callee(caller.variables);
}

/// What the callees are told of the caller because a profile or gateway of theirs wants it: a
/// Session-ID, which the caller gets if he has none, and a From in the place of the account's.
void name_caller(const Services& services, Leg& caller, TargetPlan& plan, Offer& offer) {
    for (auto& sequence : plan.sequences)
        for (auto& group : sequence.groups)
            for (auto& target : group) {
                const auto* const profile = services.profiles.find(target.profile);
                if (profile != nullptr && profile->settings->calls.session_id) {
                    if (!caller.variables.has(kSessionId))
                        caller.variables.set(std::string(kSessionId), make_session_id());
                    offer.session_id = caller.variables.get(kSessionId);
                }
                if (target.trunk)
                    take_callers_from(target, caller.dialog->state().remote, offer.privacy);
            }
}

}  // namespace

void Call::progress(int status,
                    const std::string& phrase,
                    const sip::Body& sdp,
                    bool is_certain,
                    const std::vector<sip::Header>& headers) {
    if (a_->outbound || !a_->invite_in || a_->invite_in->answered())
        return;
    auto provisional = answer_to(*a_, status);
    provisional.phrase = phrase;
    provisional.add("Contact", a_->dialog->state().local_contact);
    if (const auto* profile = services_.profiles.find(a_->profile());
        profile != nullptr && profile->settings->calls.pass_callee_id &&
        profile->settings->calls.cid_in_1xx && is_told_early(a_->variables))
        if (auto shown = display_header(
                *a_, callee_of(*a_), profile->settings->calls, provisional.headers.back().value))
            provisional.headers.push_back(std::move(*shown));
    for (auto& header : headers_of(a_->variables, kProvisionalHeader))
        provisional.headers.push_back(std::move(header));
    if (!headers.empty() && copies_headers(a_->variables)) {
        auto passed = headers;
        drop_excluded(passed, a_->variables);
        provisional.headers.insert(provisional.headers.end(), passed.begin(), passed.end());
    }
    // One early description a dialog: what other callees send later would change an answer already
    // given (RFC 3261 13.3.1.1).
    if (!sdp.empty() && !std::exchange(early_sdp_sent_, true))
        provisional.body = sdp;
    const bool has_media = !provisional.body.empty();
    a_->transition(LegState::Ringing, std::to_string(status) + " sent");
    send_provisional(std::move(provisional), is_certain);
    publish_progress(services_, company_of(*this, *a_), *a_, has_media);
}

void Call::bridge(BridgeRequest request, std::function<void(const Failure&)> failed) {
    Offer offer;
    const bool is_transfer = transfer_ && transfer_->is_pending();
    const auto side = is_transfer ? transfer_->side() : Side::B;
    offer.sdp = is_transfer ? without_hold(party().remote_sdp) : a_->remote_sdp;
    if (const auto* profile = services_.profiles.find(party().profile())) {
        offer.codecs = caller_codecs(profile->settings->media, party().variables);
        offer.needs_srtp = profile->settings->calls.require_srtp;
    }
    offer.caller_name = std::move(request.caller_name);
    offer.caller_number = std::move(request.caller_number);
    offer.privacy = std::move(request.privacy);
    offer.tag_mark = model::mark_of(uuid_, side == Side::A ? 'a' : 'b');
    offer.max_forwards = caller_max_forwards_ - 1;
    offer.headers = std::move(request.headers);
    name_caller(services_, party(), request.plan, offer);

    // The fork's events name the call by its id: the call may end in any of them.
    const auto with_call = [&services = services_, uuid = uuid_](auto action) {
        if (auto* call = services.table.find(uuid))
            action(*call);
    };
    Fork::Events events;
    events.progress = [with_call](Leg& leg, const sip::Response& response) {
        with_call([&](Call& call) {
            publish_progress(call.services_, company_of(call, leg), leg, !response.body.empty());
            if (call.transfer_) {
                call.transfer_->on_progress(response);
                return;
            }
            keep_callee_of(*call.a_, response);
            const bool is_certain =
                reliable_number(response) && call.fork_ && call.fork_->is_sole();
            call.progress(response.status,
                          response.phrase,
                          response.body,
                          is_certain,
                          passed_headers(response.headers));
        });
    };
    events.own_users = [&services = services_](const std::string& profile,
                                               const sip::Uri& contact) {
        return own_users(services, profile, contact);
    };
    events.answered = [with_call](std::unique_ptr<Leg> leg, const sip::Response& response) {
        with_call([&](Call& call) {
            keep_callee(leg->variables, response);
            if (call.transfer_) {
                call.transfer_->on_answer(std::move(leg));
                return;
            }
            keep_callee_of(*call.a_, response);
            call.on_answer(std::move(leg), response);
        });
    };
    events.failed = [with_call, failed = std::move(failed)](const Failure& failure) {
        with_call([&](Call& call) {
            call.services_.table.keep(std::exchange(call.fork_, nullptr));
            failed(failure);
        });
    };
    events.created = [with_call](const Leg& leg) {
        with_call([&](Call& call) { call.fire_begin(leg); });
    };
    events.lost = [with_call](const Leg& leg, const model::HangupCause& cause) {
        with_call([&](Call& call) {
            auto& end = call.party().end;
            if (leg.end.failure_status != 0) {
                end.failure_status = leg.end.failure_status;
                end.failure_phrase = leg.end.failure_phrase;
            }
            call.fire_end(leg, cause);
        });
    };
    events.watch = services_.leg_watch;
    fork_ = std::make_shared<Fork>(services_.loop,
                                   services_.clock,
                                   services_.profiles,
                                   side,
                                   std::move(request.plan),
                                   std::move(offer),
                                   std::move(events));
    const auto fork = fork_;
    fork->start(request.timeout);
}

}  // namespace sofia::call
