#include "dialplan/expand.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

const std::map<std::string, std::string, std::less<>> kVariables{
    {"destination_number", "1001"},
    {"domain_name", "example.com"},
    {"number", "+4930123456"},
    {"suffix", "number"},
    {"DP_MATCH", "ARRAY::91001|:9|:1001"},
    {"hostile", "${system(rm -rf /)}"},
};

const Scope kScope{[](std::string_view name) -> std::optional<std::string> {
                       const auto found = kVariables.find(name);
                       return found == kVariables.end() ? std::nullopt
                                                        : std::optional(found->second);
                   },
                   [](std::string_view command, std::string_view arguments) {
                       return "<" + std::string(command) + "|" + std::string(arguments) + ">";
                   }};

TEST(Expand, PutsVariablesInPlace) {
    EXPECT_EQ(expand("user/${destination_number}@${domain_name}", kScope), "user/1001@example.com");
    EXPECT_EQ(expand("plain", kScope), "plain");
    EXPECT_EQ(expand("", kScope), "");
}

TEST(Expand, GivesNothingForWhatIsNotSet) {
    EXPECT_EQ(expand("[${missing}]", kScope), "[]");
    EXPECT_EQ(expand("[${}]", kScope), "[]");
}

TEST(Expand, CutsOutOffsetAndLength) {
    EXPECT_EQ(expand("${number:1}", kScope), "4930123456");
    EXPECT_EQ(expand("${number:1:2}", kScope), "49");
    EXPECT_EQ(expand("${number:-4}", kScope), "3456");
    EXPECT_EQ(expand("${number:-4:2}", kScope), "34");
    EXPECT_EQ(expand("${number:99}", kScope), "");
    EXPECT_EQ(expand("${number:-99}", kScope), "+4930123456");
}

TEST(Expand, TakesElementsOfAnArray) {
    EXPECT_EQ(expand("${DP_MATCH[0]}", kScope), "91001");
    EXPECT_EQ(expand("${DP_MATCH[2]}", kScope), "1001");
    EXPECT_EQ(expand("${DP_MATCH[3]}", kScope), "");
    EXPECT_EQ(expand("${number[0]}", kScope), "+4930123456");
    EXPECT_EQ(expand("${number[1]}", kScope), "");
}

TEST(Expand, CallsCommandsWithExpandedArguments) {
    EXPECT_EQ(expand("${sofia_contact(*/${destination_number}@${domain_name})}", kScope),
              "<sofia_contact|*/1001@example.com>");
    EXPECT_EQ(expand("${version()}", kScope), "<version|>");
}

TEST(Expand, ExpandsInnerExpressionsFirst) {
    EXPECT_EQ(expand("${${suffix}:0:3}", kScope), "+49");
}

TEST(Expand, DoesNotExpandAValueAgain) {
    EXPECT_EQ(expand("${hostile}", kScope), "${system(rm -rf /)}");
}

TEST(Expand, LeavesEscapedAndBrokenExpressionsAlone) {
    EXPECT_EQ(expand("\\${number}", kScope), "${number}");
    EXPECT_EQ(expand("a${number", kScope), "a${number");
    EXPECT_EQ(expand("$number {x} $", kScope), "$number {x} $");
}

TEST(Expand, LeavesWhatIsDeeperThanSixteenLevels) {
    std::string text = "x";
    for (int i = 0; i < 20; ++i)
        text = "${f(" + text + ")}";
    // The four innermost reach the command as they were written.
    std::string expected = "${f(${f(${f(${f(x)})})})}";
    for (int i = 0; i < 16; ++i)
        expected = "<f|" + expected + ">";
    EXPECT_EQ(expand(text, kScope), expected);
}

TEST(Expand, EndsAtSixtyFourKilobytes) {
    const Scope big{[](std::string_view) { return std::optional(std::string(50'000, 'x')); }, {}};
    EXPECT_EQ(expand("${a}${a}${a}", big).size(), 64u * 1024);
}

TEST(Expand, WorksWithoutAnySource) {
    EXPECT_EQ(expand("a${b}c${d(e)}f", Scope{}), "acf");
}

TEST(Expand, SurvivesRandomText) {
    std::mt19937 random(20261122);
    const std::string_view alphabet = "${}()[]:\\-19ab";
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (auto length = random() % 40; length > 0; --length)
            text += alphabet[random() % alphabet.size()];
        EXPECT_LE(expand(text, kScope).size(), 64u * 1024) << text;
    }
}

TEST(Expand, AnotherTextStandsForAVariableThatIsNotSet) {
    const Scope scope{[](std::string_view name) {
                          return name == "set"     ? std::optional<std::string>("value")
                                 : name == "empty" ? std::optional<std::string>("")
                                                   : std::nullopt;
                      },
                      {}};
    EXPECT_EQ(expand("${set:-other}", scope), "value");
    EXPECT_EQ(expand("${unset:-other text}", scope), "other text");
    EXPECT_EQ(expand("${empty:-other}", scope), "other");
    EXPECT_EQ(expand("${unset:-}", scope), "");
    EXPECT_EQ(expand("${unset:-${set}}", scope), "value");
    EXPECT_EQ(expand("${set:-2}", scope), "ue") << "a number is an offset";
    EXPECT_EQ(expand("${set:-3:2}", scope), "lu");
    EXPECT_EQ(expand("${unset:-2:x}", scope), "2:x");
}

}  // namespace
}  // namespace sofia::dialplan
