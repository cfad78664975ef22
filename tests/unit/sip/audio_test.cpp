#include "sip/audio.hpp"

#include <random>

#include <gmock/gmock.h>

namespace sofia::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string names(const std::vector<AudioCodec>& codecs) {
    std::string text;
    for (const auto& codec : codecs)
        text += (text.empty() ? "" : " ") + codec.payload + ":" + codec.name + "/" +
                std::to_string(codec.rate) + "/" + std::to_string(codec.channels);
    return text;
}

std::string audio(const std::string& formats, const std::string& attributes = "") {
    return "v=0\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 4000 RTP/AVP " + formats + "\r\n" +
           attributes;
}

TEST(AudioCodecs, StaticPayloadTypesHaveTheirNamesWithoutRtpmap) {
    EXPECT_EQ(names(audio_codecs(audio("0 8 9 18 4 3 10"))),
              "0:PCMU/8000/1 8:PCMA/8000/1 9:G722/8000/1 18:G729/8000/1 4:G723/8000/1 3:GSM/8000/1 "
              "10:L16/44100/2");
}

TEST(AudioCodecs, RtpmapFmtpAndPtimeAreRead) {
    const auto codecs = audio_codecs(audio("111 18",
                                           "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 "
                                           "useinbandfec=1; stereo=0\r\na=ptime:30\r\n"));
    EXPECT_EQ(names(codecs), "111:opus/48000/2 18:G729/8000/1");
    EXPECT_EQ(codecs[0].fmtp, "useinbandfec=1; stereo=0");
    EXPECT_EQ(codecs[0].ptime_ms, 30u);
    EXPECT_EQ(codecs[1].ptime_ms, 30u);
}

TEST(AudioCodecs, CompanionsAreNoCodecs) {
    EXPECT_EQ(names(audio_codecs(audio("0 101 13 121",
                                       "a=rtpmap:101 telephone-event/8000\r\n"
                                       "a=rtpmap:121 red/48000\r\n"))),
              "0:PCMU/8000/1");
}

TEST(AudioCodecs, AreThoseOfTheFirstActiveStream) {
    EXPECT_EQ(names(audio_codecs("v=0\r\nm=audio 0 RTP/AVP 18\r\nm=video 5000 RTP/AVP 34\r\n"
                                 "m=audio 4000/2 RTP/SAVPF 8\r\n")),
              "8:PCMA/8000/1");
    EXPECT_THAT(audio_codecs("v=0\r\nm=image 4000 udptl t38\r\n"), IsEmpty());
    EXPECT_THAT(audio_codecs("v=0\r\nm=audio 4000 TCP/MRCPv2 0\r\n"), IsEmpty());
}

TEST(AudioCodecs, AttributesOfOtherSectionsAreNotTheirs) {
    EXPECT_EQ(
        names(audio_codecs(audio("96", "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"))),
        "96:/0/1");
}

TEST(AudioCodecs, WhatIsNoRtpmapChangesNothing) {
    for (const auto* line : {"a=rtpmap:",
                             "a=rtpmap:96",
                             "a=rtpmap:96 opus",
                             "a=rtpmap:96 /8000",
                             "a=rtpmap:96 opus/",
                             "a=rtpmap:96 opus/x",
                             "a=rtpmap:96 opus/-8000",
                             "a=rtpmap:96 opus/99999999999999999999",
                             "a=rtpmap:97 opus/48000"})
        EXPECT_EQ(names(audio_codecs(audio("96", std::string(line) + "\r\n"))), "96:/0/1") << line;
}

TEST(AudioStreams, GarbageIsReadWithoutHarm) {
    for (const std::string text : {"",
                                   "m=",
                                   "m=audio",
                                   "m=audio ",
                                   "m=audio \r\n",
                                   "m=audio 1",
                                   "m=audio 4000 RTP/AVP",
                                   "\n\n\n",
                                   "a=rtpmap:0 x/1",
                                   "m=audio 4000 RTP/AVP 0 0 0 0\n",
                                   "m=audio 99999999999 RTP/AVP 0",
                                   "m=audio x y z",
                                   "\r\rm=audio 1 RTP/AVP 0"})
        EXPECT_THAT(audio_codecs(text), SizeIs(testing::Le(4u))) << text;
    EXPECT_THAT(audio_streams(std::string("m=audio 1 RTP/AVP \0\xff\x80", 21)), SizeIs(1u));
    std::string many = "v=0\n";
    for (int i = 0; i < 1000; ++i)
        many += "m=audio 1 RTP/AVP " + std::string(1000, '0') + " 1 2 3\n";
    EXPECT_THAT(audio_streams(many), SizeIs(64u));
}

TEST(AudioStreams, RandomTextIsReadWithoutHarm) {
    std::mt19937 random(7);
    const std::vector<std::string> pieces{"m=audio ",
                                          "4000 ",
                                          "RTP/AVP ",
                                          "0 8 ",
                                          "96",
                                          "\r\n",
                                          "\n",
                                          "a=rtpmap:",
                                          "a=fmtp:",
                                          "a=ptime:",
                                          "opus/48000",
                                          "/",
                                          "2",
                                          "\"",
                                          "'",
                                          std::string(1, '\0'),
                                          "\xff",
                                          "c=",
                                          " "};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (auto left = random() % 40; left > 0; --left)
            text += pieces[random() % pieces.size()];
        audio_codecs(text);
        shares_audio_codec(text, audio("0"));
        shares_audio_codec(audio("0"), text);
        codec_in_use(text, text);
    }
}

TEST(SharedCodec, IsFoundByPayloadTypeAndByName) {
    EXPECT_TRUE(shares_audio_codec(audio("0 8"), audio("8")));
    EXPECT_TRUE(shares_audio_codec(audio("96", "a=rtpmap:96 opus/48000/2\r\n"),
                                   audio("111", "a=rtpmap:111 OPUS/48000/2\r\n")));
    EXPECT_TRUE(shares_audio_codec(audio("0"), audio("18 0"))) << "one in common is enough";
}

TEST(SharedCodec, IsNotThereWhenOnlyTheNumberOrACompanionIsTheSame) {
    EXPECT_FALSE(shares_audio_codec(audio("18"), audio("4")));
    EXPECT_FALSE(shares_audio_codec(audio("96", "a=rtpmap:96 opus/48000/2\r\n"),
                                    audio("96", "a=rtpmap:96 iLBC/8000\r\n")));
    EXPECT_FALSE(shares_audio_codec(audio("0 101", "a=rtpmap:101 telephone-event/8000\r\n"),
                                    audio("8 101", "a=rtpmap:101 telephone-event/8000\r\n")));
}

TEST(SharedCodec, IsNotAskedForWithoutTwoActiveAudioStreams) {
    for (const auto* other :
         {"", "v=0\r\n", "v=0\r\nm=audio 0 RTP/AVP 18\r\n", "v=0\r\nm=image 1 udptl t38\r\n"}) {
        EXPECT_TRUE(shares_audio_codec(audio("0"), other)) << other;
        EXPECT_TRUE(shares_audio_codec(other, audio("0"))) << other;
    }
}

TEST(CodecInUse, IsTheAnswerersFirstThatTheOffererHas) {
    EXPECT_EQ(codec_in_use(audio("0 8 18"), audio("8")).name, "PCMA");
    EXPECT_EQ(codec_in_use(audio("8"), audio("0 8 18")).name, "PCMA")
        << "the callee made the offer";
    EXPECT_EQ(codec_in_use(audio("0 8"), audio("8 0")).name, "PCMA");
    EXPECT_EQ(codec_in_use(audio("0"), audio("8")).name, "");
    EXPECT_EQ(codec_in_use("", "").name, "");
}

}  // namespace
}  // namespace sofia::sip
