// What a change within a call does to its codecs, and hold where it is disabled: the other peer is
// offered what its call is held to, and is not told of a hold that its profile does not have.

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call.hpp"
#include "call/codec_terms.hpp"
#include "call/description.hpp"
#include "sip/audio.hpp"
#include "sip/sdp.hpp"

namespace sofia::call {
namespace {

std::string_view held_to(const Leg& one, const Leg& other) {
    const auto codecs = one.variables.get(kCallCodecs);
    return codecs.empty() ? other.variables.get(kCallCodecs) : codecs;
}

}  // namespace

void Call::tell_hold(const Leg& leg) const {
    fire(leg.holds ? "CHANNEL_HOLD" : "CHANNEL_UNHOLD", leg);
    if (services_.leg_watch != nullptr)
        services_.leg_watch->on_state(leg);
}

bool Call::has_no_hold(const Leg& leg) const {
    if (const auto own = leg.variables.get("rtp_disable_hold"); !own.empty())
        return base::is_true(own);
    const auto* profile = services_.profiles.find(leg.profile());
    return profile != nullptr && profile->settings->media.disable_hold;
}

bool Call::needs_srtp() const {
    for (const auto* leg : {a_.get(), b_.get()})
        if (const auto* profile =
                leg == nullptr ? nullptr : services_.profiles.find(leg->profile());
            profile != nullptr && profile->settings->calls.require_srtp)
            return true;
    return false;
}

bool Call::refuse_codecs(const Leg& leg, sip::ServerTransaction& request) const {
    const auto& offer = request.request().body;
    if (offer.empty() || !b_)
        return false;  // Before the answer there is no other leg: no offer is taken then.
    const auto refusal = codec_refusal(leg, offer);
    if (refusal.empty())
        return false;
    LOG_INFO(Area::Call,
             "leg={} a change was refused with 488, the call is held to other media: {}",
             leg.uuid().str(),
             refusal);
    request.respond(answer_to(leg, 488));
    return true;
}

std::string Call::codec_refusal(const Leg& leg, const sip::Body& offer) const {
    if (needs_srtp() && sip::has_plain_rtp(offer.data))
        return "RTP without encryption is offered";
    return hold_to(offer, held_to(other(leg), leg)).refusal;
}

sip::Body Call::passed_on(const Leg& from, const sip::Body& description) const {
    const auto& to = other(from);
    auto held = hold_to(description, held_to(to, from));
    auto passed = held.narrowed ? std::move(*held.narrowed) : description;
    if (passed.empty())
        return passed;
    if (sip::is_hold(passed.data) && has_no_hold(from))
        passed = without_hold(std::move(passed));
    return has_no_hold(to) ? following(to.local_sdp, std::move(passed)) : passed;
}

sip::Body Call::answer_for(const Leg& from, const sip::Body& offer, const sip::Body& answer) const {
    auto held = hold_to(answer, held_to(other(from), from));
    auto passed = held.narrowed ? std::move(*held.narrowed) : answer;
    if (offer.empty() || passed.empty() || !has_no_hold(from))
        return passed;
    if (sip::is_hold(offer.data))
        passed = answer_to_hold(offer, passed);
    return following(from.local_sdp, std::move(passed));
}

bool Call::is_answered_here(const Leg& leg, const sip::Body& offer) const {
    // Who moves its media at the same time is passed on without the hold: the other peer has to
    // know where.
    return sip::is_hold(offer.data) && has_no_hold(leg) && is_same_place(leg.remote_sdp, offer);
}

void Call::answer_hold(Leg& leg, const sip::Request& request) {
    auto before = leg.local_sdp;
    leg.dialog->refresh_target(request);
    agree_on_session(leg, request);
    leg.local_sdp = answer_to_hold(request.body, leg.local_sdp);
    LOG_INFO(Area::Call, "leg={} hold answered, the other side is not told", leg.uuid().str());
    save([side = leg.side(), before = std::move(before)](Call& call,
                                                         const base::Result<void>& saved) {
        call.on_hold_saved(side, saved, before);
    });
}

void Call::on_hold_saved(Side side, const base::Result<void>& saved, const sip::Body& before) {
    auto& leg = side == Side::A ? *a_ : *b_;
    if (!is_up() || (!saved && saved.error().kind == base::ErrorKind::Stale))
        return;
    if (leg.update_in) {
        if (may_answer(leg, saved))
            answer_update(leg, leg.local_sdp);
        else
            leg.local_sdp = before;
        return;
    }
    if (!leg.invite_in) {  // Cancelled while the database was at work.
        leg.local_sdp = before;
        save([](Call&, const base::Result<void>&) {});
        return;
    }
    if (may_answer_modify(leg, saved))
        answer_modify(leg);
    else
        leg.local_sdp = before;
}

bool Call::is_foreign(const sip::Body& offer, const sip::Body& answer) const {
    if (needs_srtp() && sip::has_plain_rtp(answer.data))
        return true;
    return !offer.empty() && !answer.empty() && !sip::shares_audio_codec(offer.data, answer.data);
}

}  // namespace sofia::call
