#include "call/refer_to.hpp"

#include <gtest/gtest.h>

namespace sofia::call {
namespace {

TEST(ReferTo, IsAUriWithItsHeaders) {
    const auto plain = read_refer_to("<sip:1003@example.com;user=phone>");
    ASSERT_TRUE(plain);
    EXPECT_EQ(*plain, (ReferTo{"sip:1003@example.com;user=phone", "", {}}));
    const auto rich = read_refer_to(
        "\"Carol\" <sip:1003@example.com;method=INVITE?X-Why=a%20b&Replaces="
        "12%40host%3Bto-tag%3Dt%3Bfrom-tag%3Df>");
    ASSERT_TRUE(rich);
    EXPECT_EQ(*rich,
              (ReferTo{"sip:1003@example.com", "12@host;to-tag=t;from-tag=f", {{"X-Why", "a b"}}}));
}

TEST(ReferTo, IsRefusedWhenNobodyCouldBeCalled) {
    for (const auto* nonsense :
         {"", "<>", "<http://example.com>", "<sip:1003@example.com;method=SUBSCRIBE>"})
        EXPECT_FALSE(read_refer_to(nonsense)) << nonsense;
}

// RFC 3891 6.1.
TEST(ReplacesValue, NamesADialogByItsThreeIds) {
    EXPECT_EQ(read_replaces("425928@bobster.example.org;to-tag=7743;from-tag=6472"),
              (ReplacesIds{"425928@bobster.example.org", "7743", "6472", false}));
    EXPECT_EQ(read_replaces(" a ; from-tag = f ;TO-TAG=t;early-only"),
              (ReplacesIds{"a", "t", "f", true}));
    for (const auto* nonsense :
         {"", "a", "a;to-tag=t", "a;from-tag=f", ";to-tag=t;from-tag=f", "a;to-tag=;from-tag=f"})
        EXPECT_FALSE(read_replaces(nonsense)) << nonsense;
}

}  // namespace
}  // namespace sofia::call
