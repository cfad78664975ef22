#include "dialplan/pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

bool matches(std::string_view expression, std::string_view subject) {
    return Pattern::compile(expression).value().match(subject);
}

std::string error_of(std::string_view expression) {
    const auto pattern = Pattern::compile(expression);
    return pattern ? "" : pattern.error().text;
}

TEST(Pattern, SearchesAnywhereUnlessAnchored) {
    EXPECT_TRUE(matches("10", "2105"));
    EXPECT_FALSE(matches("^10", "2105"));
    EXPECT_TRUE(matches("^(10[01][0-9])$", "1019"));
    EXPECT_FALSE(matches("^(10[01][0-9])$", "1020"));
}

TEST(Pattern, EmptyMatchesEverything) {
    EXPECT_TRUE(matches("", ""));
    EXPECT_TRUE(matches("", "1000"));
    EXPECT_TRUE(Pattern().match("1000"));
}

TEST(Pattern, SlashesCarryFlags) {
    EXPECT_TRUE(matches("/^alice$/i", "ALICE"));
    EXPECT_FALSE(matches("/^alice$/", "ALICE"));
    EXPECT_TRUE(matches("/a.b/s", "a\nb"));
    EXPECT_TRUE(matches("/sip:/x/", "sip:/x"));
    EXPECT_EQ(error_of("/a/q"), "'/a/q' has the flag 'q'; expected i, m, s, x or U");
    EXPECT_EQ(error_of("/a"), "'/a' has no closing '/'");
}

TEST(Pattern, UnderscoreBeginsAnAsteriskPattern) {
    EXPECT_TRUE(matches("_NXXXXXX", "5551234"));
    EXPECT_FALSE(matches("_NXXXXXX", "1551234"));
    EXPECT_FALSE(matches("_NXXXXXX", "55512345"));
    EXPECT_TRUE(matches("_9[2-5]Z.", "93199"));
    EXPECT_FALSE(matches("_9[2-5]Z.", "96199"));
    EXPECT_TRUE(matches("_+1NXX", "+1212"));
    EXPECT_FALSE(matches("_*70", "70"));
    EXPECT_TRUE(matches("_*70", "*70"));
}

TEST(Pattern, GivesTheWholeMatchAndItsGroups) {
    std::vector<std::string> captures;
    const auto pattern = Pattern::compile("^(\\d)(x)?(\\d+)$").value();
    ASSERT_TRUE(pattern.match("9123", &captures));
    EXPECT_THAT(captures, testing::ElementsAre("9123", "9", "", "123"));
    EXPECT_TRUE(pattern.has_group());
    EXPECT_FALSE(Pattern::compile("^9").value().has_group());
}

TEST(Pattern, SaysWhereAnExpressionIsWrong) {
    EXPECT_EQ(error_of("^(10"),
              "'^(10' is not a regular expression: missing closing parenthesis at character 5");
}

TEST(Pattern, WithAVariableIsATemplateAndNeverMatches) {
    const auto pattern = Pattern::compile("^${caller_id_number}$").value();
    EXPECT_TRUE(pattern.is_template());
    EXPECT_FALSE(pattern.match("^${caller_id_number}$"));
}

TEST(Pattern, GivesUpARunawayExpression) {
    const auto pattern = Pattern::compile("^(a+)+$").value();
    EXPECT_FALSE(pattern.match(std::string(5000, 'a') + "b"));
}

TEST(Pattern, WithMoreGroupsThanAnyoneWritesStillMatches) {
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "(1)";
    std::vector<std::string> captures;
    ASSERT_TRUE(Pattern::compile(many).value().match(std::string(100, '1'), &captures));
    EXPECT_EQ(captures.size(), 32u);
}

}  // namespace
}  // namespace sofia::dialplan
