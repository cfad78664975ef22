#include "model/call_tag.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/uuid.hpp"

namespace sofia::model {
namespace {

const base::CallUuid kCall{"5d41402a-bc4b-4a76-b971-9d911017c592"};
constexpr auto kRandom = "0123456789abcdef";

/// RFC 3261 25.1.
bool is_token(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos;
    });
}

TEST(CallTag, NamesItsCallAgain) {
    for (const char leg : {'a', 'b'})
        EXPECT_EQ(call_of(kRandom + mark_of(kCall, leg)), kCall);
    for (int i = 0; i < 1000; ++i) {
        const base::CallUuid call(base::make_uuid());
        ASSERT_EQ(call_of(base::make_token(8) + mark_of(call, 'b')), call);
    }
    for (const auto* text :
         {"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"})
        EXPECT_EQ(call_of(kRandom + mark_of(base::CallUuid(text), 'a')), base::CallUuid(text));
}

// The vector is that of Python's base64.b32encode, without padding and in lower case.
TEST(CallTag, MarkIsTheLegAndTheUuidInBase32) {
    EXPECT_EQ(mark_of(kCall, 'a'), "-alvauakv4jnfhnolrtwiraf6fsi");
}

TEST(CallTag, MarkIsTwentyEightCharactersOfAToken) {
    EXPECT_EQ(mark_of(kCall, 'a').size(), 28U);
    EXPECT_TRUE(is_token(mark_of(kCall, 'a')));
}

TEST(CallTag, MarksOfCallsAndLegsDiffer) {
    std::set<std::string> marks{mark_of(kCall, 'a'), mark_of(kCall, 'b')};
    for (int i = 0; i < 100; ++i)
        marks.insert(mark_of(base::CallUuid(base::make_uuid()), 'a'));
    EXPECT_EQ(marks.size(), 102U);
}

TEST(CallTag, IdThatIsNoUuidHasNoMark) {
    for (const auto* id : {"",
                           "call-0001",
                           "5d41402abc4b4a76b9719d911017c592",
                           "5D41402A-BC4B-4A76-B971-9D911017C592",
                           "5d41402a-bc4b-4a76-b971-9d911017c59g",
                           "5d41402a-bc4b-4a76-b9719-d911017c592",
                           "5d41402a-bc4b-4a76-b971-9d911017c5921"})
        EXPECT_EQ(mark_of(base::CallUuid(id), 'a'), "") << id;
}

TEST(CallTag, TagOfSomebodyElseNamesNoCall) {
    const auto mark = mark_of(kCall, 'a');
    auto upper = mark;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
    for (const auto& tag : {std::string(),
                            std::string("x"),
                            std::string("a1b2c3d4"),
                            base::make_uuid(),
                            base::make_token(8),
                            base::make_token(12),
                            base::make_token(32),
                            std::string(60, 'a'),
                            mark,
                            kRandom + mark + "x",
                            kRandom + mark.substr(1),
                            kRandom + mark.substr(0, 27),
                            kRandom + upper,
                            kRandom + ("-c" + mark.substr(2)),
                            kRandom + ("." + mark.substr(1))})
        EXPECT_EQ(call_of(tag), std::nullopt) << tag;
}

TEST(CallTag, TwoTagsNeverMeanTheSameByBitsLeftOver) {
    auto tag = kRandom + mark_of(kCall, 'a');
    tag.back() = 'j';  // Was i: one of the two bits that a UUID does not fill.
    EXPECT_EQ(call_of(tag), std::nullopt);
}

TEST(CallTag, InventedTagsNameNoCall) {
    for (int i = 0; i < 100000; ++i) {
        ASSERT_EQ(call_of(base::make_token(22)), std::nullopt);
        ASSERT_EQ(call_of(base::make_uuid() + "-" + base::make_uuid()), std::nullopt);
    }
}

}  // namespace
}  // namespace sofia::model
