#include "sip/sdp.hpp"

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

std::string described(const std::string& media, const std::string& session = "") {
    return "v=0\r\no=phone 7 3 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\n" + session + media;
}

constexpr auto kKey = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r\n";
constexpr auto kPrint = "a=fingerprint:sha-256 AB:CD\r\n";

TEST(OriginUser, IsReplacedAndNothingElse) {
    EXPECT_EQ(with_origin_user(described("m=audio 4000 RTP/AVP 0\r\n"), "office"),
              "v=0\r\no=office 7 3 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n");
    EXPECT_EQ(with_origin_user("o=- 1 1 IN IP4 192.0.2.7\n", "office"),
              "o=office 1 1 IN IP4 192.0.2.7\n");
}

TEST(OriginUser, OfWhatIsNoDescriptionIsNotTouched) {
    for (const auto* text : {"", "v=0\r\n", "v=0\r\no=\r\n", "v=0\r\no=", "i=a o=b c\r\n"})
        EXPECT_EQ(with_origin_user(text, "office"), text);
}

TEST(PlainRtp, IsAStreamOfAnotherProfileThanSavp) {
    EXPECT_TRUE(has_plain_rtp(described("m=audio 4000 RTP/AVP 0\r\n")));
    EXPECT_TRUE(has_plain_rtp(described("m=video 4000 RTP/AVPF 96\r\n")));
    EXPECT_TRUE(has_plain_rtp(described(std::string("m=audio 4000 RTP/AVP 0\r\n") + kKey)))
        << "whoever falls back would do it unheard";
}

TEST(PlainRtp, IsNotAStreamWithKeyOrFingerprint) {
    EXPECT_FALSE(has_plain_rtp(described(std::string("m=audio 4000 RTP/SAVP 0\r\n") + kKey)));
    EXPECT_FALSE(
        has_plain_rtp(described(std::string("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n") + kPrint)));
    EXPECT_FALSE(has_plain_rtp(described("m=audio 4000 UDP/TLS/RTP/SAVP 0\r\n", kPrint)));
}

TEST(PlainRtp, IsAStreamThatHasNoKeyOfItsOwn) {
    EXPECT_TRUE(has_plain_rtp(described("m=audio 4000 RTP/SAVP 0\r\n")));
    EXPECT_TRUE(has_plain_rtp(described(std::string("m=audio 4000 RTP/SAVP 0\r\n") + kKey +
                                        "m=video 4002 RTP/SAVP 96\r\n")));
    EXPECT_TRUE(has_plain_rtp(described(std::string("m=audio 4000 RTP/SAVP 0\r\nm=video 4002 "
                                                    "RTP/SAVP 96\r\n") +
                                        kKey)));
    EXPECT_TRUE(has_plain_rtp(described("m=audio 4000 RTP/SAVP 0\r\n", kKey)))
        << "a key belongs to a stream (RFC 4568 5.1)";
}

TEST(PlainRtp, IsNothingThatIsOffOrNoRtp) {
    EXPECT_FALSE(has_plain_rtp(""));
    EXPECT_FALSE(has_plain_rtp(described("m=audio 0 RTP/AVP 0\r\n")));
    EXPECT_FALSE(has_plain_rtp(described("m=image 4000 udptl t38\r\n")));
}

}  // namespace
}  // namespace sofia::sip
