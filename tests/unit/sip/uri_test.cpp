#include "sip/uri.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

TEST(Uri, ReadsEachPart) {
    const auto uri = Uri::parse("SIP:alice:secret@example.com:5070;transport=tcp;lr?Subject=hi");
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->scheme, "sip");
    EXPECT_EQ(uri->user, "alice");
    EXPECT_EQ(uri->password, "secret");
    EXPECT_EQ(uri->host, "example.com");
    EXPECT_EQ(uri->port, 5070);
    EXPECT_EQ(find_param(uri->params, "TRANSPORT"), "tcp");
    EXPECT_EQ(find_param(uri->params, "lr"), "");
    EXPECT_EQ(find_param(uri->params, "maddr"), std::nullopt);
    EXPECT_EQ(uri->headers, "Subject=hi");
}

TEST(Uri, IsWrittenAsItWasRead) {
    for (const std::string text : {"sip:example.com",
                                   "sips:bob@example.com:5061",
                                   "sip:bob:pw@10.0.0.1:5060;transport=tcp;lr",
                                   "sip:[2001:db8::1]",
                                   "sip:bob@[2001:db8::1]:5080;transport=udp?X=y",
                                   "sip:+1;phone-context=x?y@example.com",
                                   "sip:a%20b@example.com;fs_path=sip%3Ab%401.2.3.4",
                                   "tel:+15551234;phone-context=example.com"}) {
        const auto uri = Uri::parse(text);
        ASSERT_TRUE(uri) << text;
        EXPECT_EQ(uri->str(), text);
    }
}

TEST(Uri, KeepsAnIpv6HostWithoutBrackets) {
    const auto uri = Uri::parse("sip:bob@[::1]:5080");
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->host, "::1");
    EXPECT_EQ(uri->host_port(), "[::1]:5080");
}

TEST(Uri, RefusesWhatIsNotASipOrTelUri) {
    for (const std::string text : {"",
                                   "sip:",
                                   "sip",
                                   "*",
                                   "mailto:a@b",
                                   "http://example.com",
                                   "sip:@example.com",
                                   "sip::pw@example.com",
                                   "sip:bob@",
                                   "sip:bob@exa mple.com",
                                   "sip:bob@example.com:",
                                   "sip:bob@example.com:0",
                                   "sip:bob@example.com:65536",
                                   "sip:bob@example.com:5060x",
                                   "sip:bob@[::1",
                                   "sip:bob@[::1]x",
                                   "sip:bob@[example]",
                                   "sip:bob@exa/mple.com",
                                   "sip:bob@example.com;=x",
                                   "tel:",
                                   "tel:;x=y"})
        EXPECT_FALSE(Uri::parse(text)) << text;
}

TEST(Uri, RefusesEveryCharacterThatCouldLeaveItsHeader) {
    for (int code = 0; code < 256; ++code) {
        const bool breaks = code <= 0x20 || code == 0x7f || code == '<' || code == '>' ||
                            code == '"' || code == '@' || code == ':';
        const std::string text = std::string("sip:bo") + static_cast<char>(code) + "b@example.com";
        if (breaks && code != ':')
            EXPECT_EQ(Uri::parse(text).has_value(), false) << code;
        else
            EXPECT_TRUE(Uri::parse(text)) << code;
    }
}

TEST(Uri, PassesOverEmptyParameters) {
    const auto uri = Uri::parse("sip:example.com;;lr;");
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->params, (std::vector<Param>{{"lr", ""}}));
}

/// The equality examples of RFC 3261 19.1.4 that need no unescaping.
TEST(Uri, IsComparedAsTheStandardSays) {
    const auto same = [](const char* left, const char* right) {
        return equivalent(Uri::parse(left).value(), Uri::parse(right).value());
    };
    EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@CHICAGO.com;newparam=5"));
    EXPECT_TRUE(same("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"));
    EXPECT_TRUE(same("sip:b@x;transport=TCP;lr", "sip:b@x;lr;transport=tcp"));
    EXPECT_FALSE(same("sip:ALICE@x", "sip:alice@x"));
    EXPECT_FALSE(same("sip:bob@x", "sip:bob@x:5060"));
    EXPECT_FALSE(same("sip:bob@x", "sip:bob@x;transport=udp"));
    EXPECT_FALSE(same("sip:bob@x;maddr=1", "sip:bob@x"));
    EXPECT_FALSE(same("sip:bob@x;transport=udp", "sip:bob@x;transport=tcp"));
    EXPECT_FALSE(same("sip:bob@x?Subject=a", "sip:bob@x"));
    EXPECT_FALSE(same("sip:bob@x", "sips:bob@x"));
    EXPECT_FALSE(same("sip:carol@x;security=on", "sip:carol@x;security=off"));
}

/// Changes bytes of good URIs at random, always the same ones: whatever is accepted must be safe in
/// a header and must read back as itself.
TEST(Uri, StaysItselfUnderMutation) {
    std::mt19937 random(20261122);
    const std::string seeds[] = {"sip:alice:secret@example.com:5070;transport=tcp;lr?Subject=hi",
                                 "sips:bob@[2001:db8::1]:5061;maddr=10.0.0.1",
                                 "tel:+15551234;phone-context=example.com"};
    int accepted = 0;
    for (int round = 0; round < 30000; ++round) {
        auto text = seeds[random() % 3];
        for (auto changes = random() % 4; changes > 0; --changes) {
            const auto at = random() % text.size();
            switch (random() % 3) {
                case 0:
                    text[at] = static_cast<char>(random() % 256);
                    break;
                case 1:
                    text.erase(at, 1 + random() % 5);
                    break;
                default:
                    text.insert(at, 1, ";:@?[]=<> \r\n%"[random() % 13]);
            }
            if (text.empty())
                text = "s";
        }
        const auto uri = Uri::parse(text);
        if (!uri)
            continue;
        ++accepted;
        EXPECT_EQ(text.find_first_of("\r\n <>\""), std::string::npos) << text;
        const auto again = Uri::parse(uri->str());
        ASSERT_TRUE(again) << text << " was written as " << uri->str();
        EXPECT_EQ(again->str(), uri->str());
    }
    EXPECT_GT(accepted, 3000);
}

}  // namespace
}  // namespace sofia::sip
