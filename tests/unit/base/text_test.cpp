#include "base/text.hpp"

#include <gtest/gtest.h>

namespace sofia::base {
namespace {

using Texts = std::vector<std::string>;

TEST(Text, IsComparedWithoutRegardToAsciiCase) {
    EXPECT_TRUE(iequals("Call-ID", "cALL-id"));
    EXPECT_TRUE(iequals("", ""));
    EXPECT_FALSE(iequals("a", "ab"));
    EXPECT_FALSE(iequals("[", "{"));
    EXPECT_EQ(lower("AbZ[1"), "abz[1");
}

TEST(Text, IsTrimmedAtBothSides) {
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, IsSplitIntoTrimmedPartsWithoutEmptyOnes) {
    EXPECT_EQ(split(" a , b,,c ,", ','), (Texts{"a", "b", "c"}));
    EXPECT_TRUE(split("", ',').empty());
    EXPECT_TRUE(split(" , ", ',').empty());
}

TEST(Text, IsReadAsWordsWithQuotes) {
    EXPECT_EQ(words("sofia  'a b' \"c 'd\" e\"f g\"h"), (Texts{"sofia", "a b", "c 'd", "ef gh"}));
    EXPECT_EQ(words("a ''"), (Texts{"a", ""}));
    EXPECT_EQ(words("'open quote"), Texts{"open quote"});
}

TEST(Text, IsTrueAsConfigurationMeansIt) {
    for (const auto* text : {"yes", "ON", " true ", "t", "enabled", "active", "allow", "1", "-3"})
        EXPECT_TRUE(is_true(text)) << text;
    for (const auto* text : {"", "no", "false", "0", "off", "truth", "1x"})
        EXPECT_FALSE(is_true(text)) << text;
}

TEST(Text, IsANumberOnlyAsAWhole) {
    EXPECT_EQ(to_number("42"), 42);
    EXPECT_EQ(to_number("-7"), -7);
    for (const auto* text : {"", " 1", "1 ", "+1", "1.5", "0x10", "99999999999999999999"})
        EXPECT_FALSE(to_number(text)) << text;
}

TEST(Text, SurvivesUrlEncodingByteByByte) {
    std::string all;
    for (int code = 0; code < 256; ++code)
        all.push_back(static_cast<char>(code));
    EXPECT_EQ(url_decode(url_encode(all)), all);
    EXPECT_EQ(url_encode("sip:a@b c"), "sip%3Aa%40b%20c");
    EXPECT_EQ(url_encode("-_.!~*'()/"), "-_.!~*'()/");
}

TEST(Text, KeepsABrokenEscapeAsItIs) {
    for (const auto* text : {"%", "%4", "%zz", "a%g1", "100%"})
        EXPECT_EQ(url_decode(text), text);
    EXPECT_EQ(url_decode("%41%4a"), "AJ");
}

}  // namespace
}  // namespace sofia::base
