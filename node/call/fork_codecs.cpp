// What a fork does about codecs: what each callee is offered, and whether what it describes can be
// an answer to that. There is no transcoder, so two sides without a common codec would hear
// nothing.

#include <utility>

#include "base/log.hpp"
#include "call/fork_attempt.hpp"
#include "sip/audio.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {
namespace {

const Failure kNothingInCommon{model::cause::kIncompatibleDestination, 488, {}, {}};

}  // namespace

bool Fork::describe(Attempt& attempt, const Target& target, const model::ProfileMedia& media) {
    auto& leg = *attempt.leg;
    auto offer = offer_to_callee(offer_.sdp, offer_.codecs, media, target.variables);
    if (attempt.needs_srtp && offer.refusal.empty() && sip::has_plain_rtp(offer_.sdp.data))
        offer.refusal = "the caller offers RTP without encryption";
    if (!offer.refusal.empty()) {
        LOG_WARN(Area::Call,
                 "leg={} profile={} {} is not called, it would have no media in common with the "
                 "caller: {}",
                 leg.uuid().str(),
                 leg.profile(),
                 target.uri,
                 offer.refusal);
        note(kNothingInCommon);
        return false;
    }
    if (!offer.held_to.empty())
        leg.variables.set(kCallCodecs, std::move(offer.held_to));
    leg.local_sdp = offer.narrowed ? std::move(*offer.narrowed) : offer_.sdp;
    leg.made_offer = offer_.sdp.empty();
    return true;
}

LegOffer Fork::late_offer(const Leg& leg, const sip::Body& offer) const {
    const auto* profile = profiles_.find(leg.profile());
    if (profile == nullptr)
        return {};
    return offer_to_callee(offer, offer_.codecs, profile->settings->media, leg.variables);
}

bool Fork::is_foreign(const Attempt& attempt, const sip::Body& answer) const {
    const auto& leg = *attempt.leg;
    if (attempt.needs_srtp && sip::has_plain_rtp(answer.data))
        return true;
    if (leg.made_offer)
        return !late_offer(leg, answer).refusal.empty();
    return !answer.empty() && !sip::shares_audio_codec(leg.local_sdp.data, answer.data);
}

sip::Body Fork::Attempt::answer_in(const sip::Response& response) const {
    if (!early_answer.empty())
        return early_answer;
    const auto first = described.find(response.to.tag());
    const bool is_missing = response.body.empty() && !leg->made_offer;
    return is_missing && first != described.end() ? first->second : response.body;
}

bool Fork::Attempt::lacks_answer(const sip::Response& response) const {
    return !leg->made_offer && answer_in(response).empty();
}

sip::Body Fork::seen_by_caller(const Attempt& attempt, const sip::Body& answer) const {
    auto& leg = *attempt.leg;
    if (leg.made_offer) {
        auto late = late_offer(leg, answer);
        if (!late.held_to.empty())
            leg.variables.set(kCallCodecs, std::move(late.held_to));
        if (late.narrowed)
            return std::move(*late.narrowed);
    } else if (auto held = hold_to(answer, leg.variables.get(kCallCodecs)); held.narrowed) {
        return std::move(*held.narrowed);
    }
    return answer;
}

void Fork::refuse_answer(Attempt& attempt, const sip::Response& response) {
    LOG_WARN(Area::Call,
             "leg={} {} answers {} {}: given up",
             attempt.leg->uuid().str(),
             attempt.target.uri,
             response.status,
             response.body.empty()     ? "without a description"
             : attempt.leg->made_offer ? "and offers no codec that the call may use, or no SRTP"
                                       : "without a codec that it was offered, or without SRTP");
    const auto& cause = kNothingInCommon.cause;
    auto& run = attempt.run;
    count_failure(*attempt.leg);
    if (response.status < 200) {
        cancel(attempt, reason_header(cause), cause);
    } else {
        attempt.cancelled = true;
        attempt.has_no_codec = true;
        attempt.cancel_reason = reason_header(cause);
        attempt.ring_timer.reset();
        attempt.leg->end.by("send_bye");
        lose(attempt, cause);
        end_loser(attempt, response);
    }
    note(kNothingInCommon);
    check_group(run);
}

}  // namespace sofia::call
