#include "sip/codec_choice.hpp"

#include <random>

#include <gmock/gmock.h>

#include "sip/codec_list.hpp"

namespace sofia::sip {
namespace {

using enum model::CodecNegotiation;
using testing::HasSubstr;
using testing::IsEmpty;

std::string audio(const std::string& formats, const std::string& attributes = "") {
    return "v=0\r\no=a 1 1 IN IP4 192.0.2.7\r\nm=audio 4000 RTP/AVP " + formats + "\r\n" +
           attributes;
}

CodecChoice choose(const std::string& sdp,
                   const char* list,
                   model::CodecNegotiation order = Generous) {
    return choose_codecs(sdp, read_codec_list(list).codecs, order);
}

std::string names(const CodecChoice& choice) {
    std::string text;
    for (const auto& codec : choice.codecs)
        text += (text.empty() ? "" : ",") + codec.name;
    return text;
}

TEST(CodecChoice, GenerousFollowsThePeersOrder) {
    EXPECT_EQ(names(choose(audio("18 8 0"), "PCMU,PCMA")), "PCMA,PCMU");
}

TEST(CodecChoice, GreedyFollowsOurs) {
    EXPECT_EQ(names(choose(audio("18 8 0"), "PCMU,PCMA", Greedy)), "PCMU,PCMA");
}

TEST(CodecChoice, ScroogeTakesPacketTimesToTheLetter) {
    const auto thirty = audio("8 0", "a=ptime:30\r\n");
    EXPECT_EQ(names(choose(thirty, "PCMU@20i,PCMA@30i", Scrooge)), "PCMA");
    EXPECT_EQ(names(choose(thirty, "PCMU@20i,PCMA@30i", Greedy)), "PCMU,PCMA");
    EXPECT_EQ(names(choose(audio("8 0"), "PCMU@20i,PCMA@30i", Scrooge)), "PCMU,PCMA")
        << "the peer has said nothing of it";
}

TEST(CodecChoice, ARateOrChannelsOfAnEntryMustBeThoseOfTheCodec) {
    const auto sdp = audio("97 98 99",
                           "a=rtpmap:97 speex/8000\r\na=rtpmap:98 speex/16000\r\n"
                           "a=rtpmap:99 opus/48000/2\r\n");
    EXPECT_EQ(choose(sdp, "speex@16000h").codecs.at(0).payload, "98");
    EXPECT_EQ(choose(sdp, "opus@48000h@2c").codecs.at(0).payload, "99");
    EXPECT_FALSE(choose(sdp, "opus@48000h@1c").is_accepted);
    EXPECT_EQ(names(choose(audio("9"), "G722@16000h")), "G722");
}

TEST(CodecChoice, NothingInCommonIsRefusedInWords) {
    const auto choice =
        choose(audio("18 4 101", "a=rtpmap:101 telephone-event/8000\r\n"), "PCMU,PCMA@20i");
    EXPECT_FALSE(choice.is_accepted);
    EXPECT_EQ(choice.reason, "G729,G723 in place of PCMU,PCMA@20i");
    EXPECT_EQ(choice.narrowed, "");
    EXPECT_EQ(choose(audio("101", "a=rtpmap:101 telephone-event/8000\r\n"), "PCMU").reason,
              "nothing in place of PCMU");
}

TEST(CodecChoice, APayloadTypeWithoutANameIsNoCodecOfAList) {
    EXPECT_FALSE(choose(audio("96"), "PCMU").is_accepted);
    EXPECT_EQ(choose(audio("96"), "PCMU").reason, "96 in place of PCMU");
}

TEST(CodecChoice, ADescriptionWithoutAudioIsNotJudged) {
    for (const std::string sdp :
         {"", "v=0\r\nm=image 4000 udptl t38\r\n", "v=0\r\nm=audio 0 RTP/AVP 18\r\n", "no sdp"}) {
        const auto choice = choose(sdp, "PCMU");
        EXPECT_TRUE(choice.is_accepted) << sdp;
        EXPECT_EQ(choice.narrowed, "") << sdp;
    }
}

TEST(CodecChoice, AnEmptyListTakesEverything) {
    const auto choice = choose(audio("18 0"), "");
    EXPECT_TRUE(choice.is_accepted);
    EXPECT_EQ(names(choice), "G729,PCMU");
    EXPECT_EQ(choice.narrowed, "");
}

TEST(NarrowedDescription, HasTheChosenCodecsAndTheirAttributesAlone) {
    const auto sdp = audio("0 111 8 101",
                           "a=rtpmap:0 PCMU/8000\r\na=rtpmap:111 opus/48000/2\r\n"
                           "a=fmtp:111 useinbandfec=1\r\na=rtcp-fb:111 transport-cc\r\n"
                           "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
                           "a=rtcp-fb:* nack\r\na=ptime:20\r\na=sendrecv\r\n");
    EXPECT_EQ(choose(sdp, "PCMA,PCMU", Greedy).narrowed,
              audio("8 0 101",
                    "a=rtpmap:0 PCMU/8000\r\n"
                    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
                    "a=rtcp-fb:* nack\r\na=ptime:20\r\na=sendrecv\r\n"));
}

TEST(NarrowedDescription, IsNotThereWhenNothingChanges) {
    EXPECT_EQ(choose(audio("8 101 0", "a=rtpmap:101 telephone-event/8000\r\n"), "PCMA,PCMU", Greedy)
                  .narrowed,
              "");
    EXPECT_EQ(choose(audio("8 0"), "PCMU,PCMA").narrowed, "");
}

TEST(NarrowedDescription, KeepsLineEndsAndOtherStreams) {
    EXPECT_EQ(choose("v=0\nm=audio 4000 RTP/AVP 18 0\na=rtpmap:18 G729/8000\n"
                     "m=video 5000 RTP/AVP 96\na=rtpmap:96 VP8/90000\na=fmtp:18 x",
                     "PCMU")
                  .narrowed,
              "v=0\nm=audio 4000 RTP/AVP 0\n"
              "m=video 5000 RTP/AVP 96\na=rtpmap:96 VP8/90000\na=fmtp:18 x");
}

TEST(NarrowedDescription, RefusesAFurtherStreamWithNothingInCommon) {
    EXPECT_EQ(choose("m=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 18\r\na=fmtp:18 annexb=no\r\n",
                     "PCMU")
                  .narrowed,
              "m=audio 4000 RTP/AVP 0\r\nm=audio 0 RTP/AVP 18\r\na=fmtp:18 annexb=no\r\n");
}

TEST(NarrowedDescription, OfRandomTextDoesNoHarm) {
    std::mt19937 random(11);
    const std::vector<std::string> pieces{"m=audio ",
                                          "4000 ",
                                          "RTP/AVP ",
                                          "0 ",
                                          "8 ",
                                          "18 ",
                                          "\r\n",
                                          "\n",
                                          "a=rtpmap:",
                                          "a=fmtp:",
                                          "a=rtcp-fb:",
                                          "96 opus/48000",
                                          "\"",
                                          "'",
                                          std::string(1, '\0'),
                                          "\xff",
                                          "m=video 1 RTP/AVP 0\n",
                                          " "};
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (auto left = random() % 40; left > 0; --left)
            text += pieces[random() % pieces.size()];
        for (const auto order : {Generous, Greedy, Scrooge}) {
            const auto choice = choose(text, "PCMA,PCMU@20i", order);
            if (choice.narrowed.empty())
                continue;
            EXPECT_TRUE(choose(choice.narrowed, "PCMA,PCMU@20i", order).is_accepted) << text;
            EXPECT_EQ(choose(choice.narrowed, "PCMA,PCMU@20i", order).narrowed, "") << text;
        }
    }
}

}  // namespace
}  // namespace sofia::sip
