#include <random>
#include <string>

#include <gtest/gtest.h>

#include "sip/uri.hpp"

namespace sofia::sip {
namespace {

TEST(NameAddr, ReadsAQuotedDisplayName) {
    const auto value =
        NameAddr::parse(R"("Bob \"the\" \\ <x>, y" <sip:bob@example.com;lr>;tag=a1)");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->display, R"(Bob "the" \ <x>, y)");
    EXPECT_EQ(value->uri, "sip:bob@example.com;lr");
    EXPECT_EQ(value->tag(), "a1");
}

TEST(NameAddr, ReadsABareDisplayName) {
    const auto value = NameAddr::parse("  Bob the Builder  <sip:bob@example.com> ; tag = x ");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->display, "Bob the Builder");
    EXPECT_EQ(value->tag(), "x");
}

TEST(NameAddr, GivesParametersToTheHeaderWhenThereAreNoBrackets) {
    const auto value = NameAddr::parse("sip:bob@example.com;tag=x;expires=5");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->uri, "sip:bob@example.com");
    EXPECT_EQ(find_param(value->params, "expires"), "5");
}

TEST(NameAddr, KeepsAQuotedParameterAsItStands) {
    const auto value = NameAddr::parse(R"(<sip:b@x>;+sip.instance="<urn:uuid:1;2>";reg-id=1)");
    ASSERT_TRUE(value);
    EXPECT_EQ(find_param(value->params, "+SIP.instance"), R"("<urn:uuid:1;2>")");
    EXPECT_EQ(find_param(value->params, "reg-id"), "1");
}

TEST(NameAddr, RefusesWhatHasNoUriOrDoesNotClose) {
    for (const std::string text : {"",
                                   "*",
                                   "<>",
                                   "Bob",
                                   "bob@example.com",
                                   ":x",
                                   "sip:",
                                   "\"Bob",
                                   "\"Bob\"",
                                   "\"Bob\" sip:b@x",
                                   "<sip:b@x",
                                   "Bo\"b <sip:b@x>",
                                   "a, b <sip:b@x>",
                                   "<sip:b@x>tag=1",
                                   "<sip:b@x>;=1",
                                   "<sip:b@x>;a=\"open",
                                   "<sip:b @x>",
                                   "<sip:b@x<y>",
                                   "<sip:b@x>\r\nX: y",
                                   "\"a\nb\" <sip:b@x>"})
        EXPECT_FALSE(NameAddr::parse(text)) << text;
}

TEST(NameAddr, IsWrittenSoThatItReadsBack) {
    NameAddr value{R"(A "b" \ c)", "sip:b@x", {{"tag", "1"}, {"lr", ""}}};
    EXPECT_EQ(value.str(), R"("A \"b\" \\ c" <sip:b@x>;tag=1;lr)");
    EXPECT_EQ(NameAddr::parse(value.str())->display, value.display);
}

TEST(NameAddr, NeverWritesALineBreakFromADisplayName) {
    const NameAddr value{"a\r\nVia: evil", "sip:b@x", {}};
    EXPECT_EQ(value.str(), "\"aVia: evil\" <sip:b@x>");
}

TEST(NameAddr, HasAnEmptyTagWhenNoneWasGiven) {
    EXPECT_EQ(NameAddr::parse("<sip:b@x>")->tag(), "");
}

TEST(NameAddr, StaysItselfUnderMutation) {
    std::mt19937 random(3261);
    const std::string seed = R"("Bob \"x\"" <sip:bob@example.com:5060;lr>;tag=a1;q="0.5;1")";
    int accepted = 0;
    for (int round = 0; round < 30000; ++round) {
        auto text = seed;
        for (auto changes = random() % 4; changes > 0; --changes)
            text[random() % text.size()] = static_cast<char>(random() % 256);
        const auto value = NameAddr::parse(text);
        if (!value)
            continue;
        ++accepted;
        const auto written = value->str();
        EXPECT_EQ(written.find_first_of("\r\n"), std::string::npos);
        const auto again = NameAddr::parse(written);
        ASSERT_TRUE(again) << written;
        EXPECT_EQ(again->str(), written);
        EXPECT_EQ(again->uri, value->uri);
    }
    EXPECT_GT(accepted, 3000);
}

TEST(SplitList, SplitsOnlyAtCommasOutsideQuotesAndBrackets) {
    EXPECT_EQ(split_list(R"("a, b" <sip:x,y@z>;p=1 , <sip:b@c>,sip:d@e)"),
              (std::vector<std::string>{R"("a, b" <sip:x,y@z>;p=1)", "<sip:b@c>", "sip:d@e"}));
}

TEST(SplitList, LeavesOutEmptyPartsAndHoldsAnOpenQuoteTogether) {
    EXPECT_EQ(split_list(" , a,, b ,"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(split_list("a, \"b, c"), (std::vector<std::string>{"a", "\"b, c"}));
    EXPECT_TRUE(split_list("").empty());
}

}  // namespace
}  // namespace sofia::sip
