#include "call/codec_terms.hpp"

#include <gmock/gmock.h>

#include "sip/codec_list.hpp"

namespace sofia::call {
namespace {

sip::Body audio(const std::string& formats) {
    return {"application/sdp", "v=0\r\nm=audio 4000 RTP/AVP " + formats + "\r\n"};
}

model::CodecPreferences list(const char* text) {
    return sip::read_codec_list(text).codecs;
}

Variables variables(std::initializer_list<std::pair<const char*, const char*>> values) {
    Variables set;
    for (const auto& [name, value] : values)
        set.set(name, value);
    return set;
}

model::ProfileMedia profile(const char* inbound, const char* outbound) {
    model::ProfileMedia media;
    media.inbound = list(inbound);
    media.outbound = list(outbound);
    return media;
}

TEST(EarlyChoice, OfAProfileWithoutCodecParametersIsNone) {
    const auto choice = choose_early({}, {}, audio("18"));
    EXPECT_EQ(choice.refusal, "");
    EXPECT_EQ(choice.codecs, "");
}

TEST(EarlyChoice, HasTheCallersCodecsThatAreTakenTheChosenOneFirst) {
    auto media = profile("PCMU,PCMA@20i", "");
    EXPECT_EQ(choose_early(media, {}, audio("18 8 0")).codecs, "PCMA@8000h,PCMU@8000h");
    media.negotiation = model::CodecNegotiation::Greedy;
    EXPECT_EQ(choose_early(media, {}, audio("18 8 0")).codecs, "PCMU@8000h,PCMA@8000h");
}

TEST(EarlyChoice, RefusesWhoHasNothingThatIsTaken) {
    EXPECT_EQ(choose_early(profile("PCMU", ""), {}, audio("18 4")).refusal,
              "G729,G723 in place of PCMU");
}

TEST(EarlyChoice, OfDisabledTranscodingIsTheCallersFirst) {
    model::ProfileMedia media;
    media.disable_transcoding = true;
    EXPECT_EQ(choose_early(media, {}, audio("18 0")).codecs, "G729@8000h,PCMU@8000h");
}

TEST(EarlyChoice, IsLeftOutWhenItIsLateOrBypassedOrThereIsNoOffer) {
    auto media = profile("PCMU", "");
    EXPECT_EQ(choose_early(media, {}, {}).refusal, "");
    media.late_negotiation = true;
    EXPECT_EQ(choose_early(media, {}, audio("18")).refusal, "");
    media.late_negotiation = false;
    media.bypass = true;
    EXPECT_EQ(choose_early(media, {}, audio("18")).refusal, "");
}

TEST(EarlyChoice, FollowsTheCallersOwnListWhenHisUserHasOne) {
    const auto user = variables({{"absolute_codec_string", "G729"}});
    EXPECT_EQ(choose_early(profile("PCMU", ""), user, audio("18 0")).codecs, "G729@8000h");
}

class CalleesOffer : public testing::Test {
  protected:
    LegOffer offer(const char* formats, const Variables& leg = {}) const {
        return offer_to_callee(audio(formats), caller_codecs(caller_, a_), callee_, leg);
    }
    // The formats that the callee is offered; empty: the caller's description as it is.
    std::string formats(const char* offered, const Variables& leg = {}) const {
        const auto made = offer(offered, leg);
        EXPECT_EQ(made.refusal, "");
        if (!made.narrowed)
            return {};
        const auto& text = made.narrowed->data;
        const auto begin = text.find("AVP ") + 4;
        return text.substr(begin, text.find('\r', begin) - begin);
    }

    model::ProfileMedia caller_;
    model::ProfileMedia callee_;
    Variables a_;
};

TEST_F(CalleesOffer, IsTheCallersDescriptionWhenNobodySaysAnything) {
    const auto made = offer("18 0 8");
    EXPECT_FALSE(made.narrowed.has_value());
    EXPECT_EQ(made.held_to, "");
    EXPECT_EQ(made.refusal, "");
}

TEST_F(CalleesOffer, HasTheOrderOfOutboundCodecPrefsAndNothingElse) {
    callee_ = profile("", "PCMA,PCMU");
    EXPECT_EQ(formats("0 18 8"), "8 0");
    EXPECT_EQ(offer("0 18 8").held_to, "PCMA,PCMU");
}

TEST_F(CalleesOffer, NeverHasACodecThatTheCallerLacks) {
    callee_ = profile("", "G729,PCMU");
    EXPECT_EQ(formats("0 8"), "0");
    EXPECT_EQ(offer("8").refusal, "PCMA in place of G729,PCMU");
}

TEST_F(CalleesOffer, IsBoundByWhatTheCallersProfileTakesWhenNegotiationIsLate) {
    caller_ = profile("PCMU,PCMA", "");
    caller_.late_negotiation = true;
    EXPECT_EQ(formats("18 8 0"), "8 0");
    callee_ = profile("", "G729,PCMU");
    EXPECT_EQ(formats("18 8 0"), "0");
    callee_ = profile("", "G729");
    EXPECT_EQ(offer("18 0").refusal, "none of G729 is in PCMU,PCMA");
}

TEST_F(CalleesOffer, IsTheChosenCodecAloneWhenTranscodingIsDisabled) {
    caller_.disable_transcoding = true;
    callee_ = profile("", "PCMA,PCMU");
    a_.set(kCallerCodecs, "PCMU@8000h,PCMA@8000h");
    EXPECT_EQ(formats("0 8"), "0") << "outbound-codec-prefs has no say";
    EXPECT_EQ(offer("0 8").held_to, "PCMU@8000h");
}

TEST_F(CalleesOffer, IsAllOfTheCallersWhenTranscodingIsDisabledAndNothingIsChosen) {
    caller_.disable_transcoding = true;
    caller_.late_negotiation = true;
    callee_ = profile("", "PCMA");
    EXPECT_FALSE(offer("0 8").narrowed.has_value());
}

TEST_F(CalleesOffer, IsTheChosenCodecAloneForALegThatInheritsIt) {
    a_.set(kCallerCodecs, "PCMA@8000h,PCMU@8000h");
    EXPECT_EQ(formats("0 8", variables({{"inherit_codec", "true"}})), "8");
    EXPECT_EQ(formats("0 8", variables({{"inherit_codec", "false"}})), "");
    a_.set("inherit_codec", "true");
    EXPECT_EQ(formats("0 8"), "8");
}

TEST_F(CalleesOffer, AbsoluteCodecStringGoesBeforeAllOthers) {
    caller_.disable_transcoding = true;
    a_.set(kCallerCodecs, "PCMU@8000h,PCMA@8000h");
    callee_ = profile("", "PCMU");
    EXPECT_EQ(formats("0 8 18", variables({{"absolute_codec_string", "G729,PCMA"}})), "18 8");
    EXPECT_EQ(offer("0", variables({{"absolute_codec_string", "opus"}})).refusal,
              "PCMU in place of opus");
}

TEST_F(CalleesOffer, CodecStringOnlyReorders) {
    EXPECT_EQ(formats("0 8 18", variables({{"codec_string", "G729,opus,PCMA"}})), "18 8 0");
    callee_ = profile("", "PCMU,PCMA");
    EXPECT_EQ(formats("0 8 18", variables({{"codec_string", "G729,PCMA"}})), "8 0");
}

TEST_F(CalleesOffer, PassesAsItIsWhenMediaIsBypassed) {
    callee_ = profile("", "PCMA");
    caller_.bypass = true;
    EXPECT_FALSE(offer("0 18").narrowed.has_value());
    caller_.bypass = false;
    EXPECT_FALSE(offer("0 18", variables({{"bypass_media", "true"}})).narrowed.has_value());
    a_.set("bypass_media", "true");
    EXPECT_FALSE(offer("0 18").narrowed.has_value());
    EXPECT_EQ(formats("0 18", variables({{"absolute_codec_string", "G729"}})), "18")
        << "what the leg itself says counts";
}

TEST_F(CalleesOffer, OfALateOfferIsEmpty) {
    callee_ = profile("", "PCMA");
    const auto made = offer_to_callee({}, caller_codecs(caller_, a_), callee_, {});
    EXPECT_FALSE(made.narrowed.has_value());
    EXPECT_EQ(made.refusal, "");
}

TEST(HeldDescription, HasTheCodecsThatTheCallIsHeldTo) {
    EXPECT_EQ(hold_to(audio("0 8"), "PCMU@8000h").narrowed, audio("0"));
    EXPECT_FALSE(hold_to(audio("0"), "PCMU@8000h").narrowed.has_value());
    EXPECT_FALSE(hold_to(audio("0 8"), "").narrowed.has_value());
    EXPECT_EQ(hold_to(audio("18"), "PCMU@8000h").refusal, "G729 in place of PCMU@8000h");
    EXPECT_EQ(hold_to({}, "PCMU").refusal, "");
}

TEST(CodecOfALeg, HasItsRateAndPacketTime) {
    const auto use = codec_of(audio("0 8"), audio("8"));
    EXPECT_EQ(use.name, "PCMA");
    EXPECT_EQ(use.rate, 8000u);
    EXPECT_EQ(use.ptime_ms, 20u);
    EXPECT_EQ(use.bit_rate, 64000u);
    EXPECT_EQ(codec_of(audio("0"), {}).name, "");
}

}  // namespace
}  // namespace sofia::call
