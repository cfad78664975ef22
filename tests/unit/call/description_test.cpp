#include "call/description.hpp"

#include <gtest/gtest.h>

namespace sofia::call {
namespace {

sip::Body sdp(const std::string& text) {
    return {"application/sdp", text};
}

TEST(WithoutHold, EveryStreamFlowsBothWays) {
    EXPECT_EQ(without_hold(
                  sdp("v=0\r\na=recvonly\r\nm=audio 1 RTP/AVP 0\r\na=inactive\r\na=ptime:20\r\n")),
              sdp("v=0\r\nm=audio 1 RTP/AVP 0\r\na=ptime:20\r\n"));
    EXPECT_EQ(without_hold(sdp("a=sendonly")), sdp(""));
    EXPECT_EQ(without_hold({}), sip::Body{});
}

TEST(Continued, KeepsTheOriginAndRaisesTheVersion) {
    const auto last = sdp("v=0\r\no=bob 12 41 IN IP4 192.0.2.7\r\ns=-\r\n");
    EXPECT_EQ(continued(last, sdp("v=0\r\no=carol 7 1 IN IP4 192.0.2.9\r\ns=x\r\n")),
              sdp("v=0\r\no=bob 12 42 IN IP4 192.0.2.7\r\ns=x\r\n"));
    EXPECT_EQ(continued(last, last), last) << "what does not change keeps its version";
}

TEST(Continued, LeavesAloneWhatItCannotRead) {
    const auto next = sdp("v=0\r\no=carol 7 1 IN IP4 192.0.2.9\r\n");
    for (const auto* strange : {"", "v=0\r\n", "o=bob 12\r\n", "o=bob 12 x IN IP4 192.0.2.7\r\n"})
        EXPECT_EQ(continued(sdp(strange), next), next) << strange;
}

TEST(SameMedia, IsAboutAddressesAndPorts) {
    const auto one = sdp("o=a 1 1\r\nc=IN IP4 192.0.2.7\r\nm=audio 4000 RTP/AVP 0 8\r\n");
    EXPECT_TRUE(is_same_media(
        one, sdp("o=b 2 2\r\nc=IN IP4 192.0.2.7\r\nm=audio 4000 RTP/AVP 0\r\na=sendrecv\r\n")));
    EXPECT_FALSE(is_same_media(one, sdp("c=IN IP4 192.0.2.7\r\nm=audio 4002 RTP/AVP 0 8\r\n")));
    EXPECT_FALSE(is_same_media(one, sdp("c=IN IP4 192.0.2.8\r\nm=audio 4000 RTP/AVP 0 8\r\n")));
}

TEST(Following, RaisesTheVersionOfASessionThatWouldStandStill) {
    const auto last = sdp("o=bob 12 5 IN IP4 192.0.2.7\r\na=recvonly\r\n");
    EXPECT_EQ(following(last, sdp("o=bob 12 4 IN IP4 192.0.2.7\r\na=sendrecv\r\n")),
              sdp("o=bob 12 6 IN IP4 192.0.2.7\r\na=sendrecv\r\n"));
    EXPECT_EQ(following(last, last), last);
    for (const auto* next : {"o=bob 12 6 IN IP4 192.0.2.7\r\n",
                             "o=bob 13 1 IN IP4 192.0.2.7\r\n",
                             "o=eve 12 1 IN IP4 192.0.2.7\r\n",
                             "o=bob 12 x IN IP4 192.0.2.7\r\n",
                             "",
                             "o=\r\n"})
        EXPECT_EQ(following(last, sdp(next)), sdp(next)) << next;
}

TEST(AnswerToHold, HasTheOtherHalfOfEachFlowAndARaisedVersion) {
    const auto last = sdp(
        "v=0\r\no=bob 1 1 IN IP4 192.0.2.8\r\na=sendrecv\r\nm=audio 1 RTP/AVP 0\r\na=sendrecv\r\n"
        "a=ptime:20\r\nm=video 2 RTP/AVP 31\r\n");
    EXPECT_EQ(
        answer_to_hold(
            sdp("a=inactive\r\nm=audio 9 RTP/AVP 0\r\na=sendonly\r\nm=video 9 RTP/AVP 31\r\n"),
            last),
        sdp("v=0\r\no=bob 1 2 IN IP4 192.0.2.8\r\nm=audio 1 RTP/AVP 0\r\na=ptime:20\r\n"
            "a=recvonly\r\nm=video 2 RTP/AVP 31\r\na=inactive\r\n"));
}

TEST(AnswerToHold, RefusesStreamsThatWereNotThereAndLeavesOutThoseThatAreGone) {
    const auto last = sdp("o=b 1 1 IN IP4 192.0.2.8\r\nm=audio 1 RTP/AVP 0\r\n");
    EXPECT_EQ(answer_to_hold(
                  sdp("m=audio 9 RTP/AVP 0\r\na=sendonly\r\nm=video 7 RTP/AVP 31 34\r\n"), last),
              sdp("o=b 1 2 IN IP4 192.0.2.8\r\nm=audio 1 RTP/AVP 0\r\na=recvonly\r\n"
                  "m=video 0 RTP/AVP 31 34\r\n"));
    EXPECT_EQ(answer_to_hold(sdp("a=sendonly\r\n"), last), sdp("o=b 1 2 IN IP4 192.0.2.8\r\n"));
    EXPECT_EQ(answer_to_hold(sdp("m=\r\nm=audio"), {}).data, "m=\r\nm=audio\r\n");
}

TEST(SamePlace, IsThatOfTheLastDescriptionOrTheNullAddress) {
    const auto last = sdp("c=IN IP4 192.0.2.7\r\nm=audio 4000 RTP/AVP 0\r\n");
    EXPECT_TRUE(is_same_place(last, sdp("c=IN IP4 192.0.2.7\r\nm=audio 4000 RTP/AVP 0 8\r\n")));
    EXPECT_TRUE(is_same_place(last, sdp("c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n")));
    EXPECT_FALSE(is_same_place(last, sdp("c=IN IP4 192.0.2.7\r\nm=audio 5000 RTP/AVP 0\r\n")));
}

}  // namespace
}  // namespace sofia::call
