#include "call/limits.hpp"

#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using std::chrono::seconds;

TEST(Limits, PlaceIsFreeAgainWhenItsHolderIsGone) {
    Limits limits;
    auto first = limits.take("a", 1, seconds(0), {});
    ASSERT_TRUE(first);
    EXPECT_FALSE(limits.take("a", 1, seconds(0), {}));
    EXPECT_TRUE(limits.take("b", 1, seconds(0), {})) << "another resource";
    EXPECT_EQ(limits.in_use("a"), 1U);
    first.reset();
    EXPECT_EQ(limits.in_use("a"), 0U);
    EXPECT_TRUE(limits.take("a", 1, seconds(0), {}));
}

TEST(Limits, NegativeMostOnlyCountsAndZeroRefuses) {
    Limits limits;
    const auto first = limits.take("a", -1, seconds(0), {});
    const auto second = limits.take("a", -1, seconds(0), {});
    EXPECT_EQ(limits.in_use("a"), 2U);
    EXPECT_FALSE(limits.take("a", 0, seconds(0), {}));
}

TEST(Limits, RateCountsWhoBeganInTheWindow) {
    Limits limits;
    base::SteadyTime now{};
    EXPECT_TRUE(limits.take("a", 2, seconds(10), now));
    EXPECT_TRUE(limits.take("a", 2, seconds(10), now += seconds(5)));
    EXPECT_FALSE(limits.take("a", 2, seconds(10), now += seconds(4)));
    EXPECT_TRUE(limits.take("a", 2, seconds(10), now += seconds(1)));
}

TEST(Limits, ManyNamesAreForgottenWhenNobodyUsesThem) {
    Limits limits;
    const auto held = limits.take("held", 1, seconds(0), {});
    for (int i = 0; i < 10'000; ++i)
        EXPECT_TRUE(limits.take(std::to_string(i), 1, seconds(0), {}));
    EXPECT_FALSE(limits.take("held", 1, seconds(0), {}));
}

TEST(Limits, NamesOfRealmAndResourceDoNotRunIntoEachOther) {
    EXPECT_NE(limit_name("a:b", "c"), limit_name("a", "b:c"));
}

}  // namespace
}  // namespace sofia::call
