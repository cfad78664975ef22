#include "store/promotion.hpp"

#include <gmock/gmock.h>

#include "samples.hpp"

namespace sofia::test {
namespace {

const base::ClusterName kPair{"pair"};

store::ClusterRow held_by_a() {
    return {.epoch = base::Epoch{4}, .owner = kNodeA, .lease_until = kNow + kLease, .secret = "s"};
}

TEST(Promotion, RaisesTheEpochByOneAndNamesThePreviousOwner) {
    const auto grant = store::decide_promotion(kPair, held_by_a(), kNodeA, kNow, false);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->epoch, base::Epoch{5});
    EXPECT_EQ(grant->previous_owner, kNodeA);
    EXPECT_EQ(grant->secret, "s");
}

TEST(Promotion, OfAnotherNodeWaitsForTheEndOfTheLease) {
    const auto refused = store::decide_promotion(kPair, held_by_a(), kNodeB, kNow, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, base::ErrorKind::Exists);
    EXPECT_EQ(refused.error().text,
              "node node-a holds cluster pair with a live lease (10.0 s left)");
    EXPECT_TRUE(store::decide_promotion(kPair, held_by_a(), kNodeB, kNow + kLease, false));
}

TEST(Promotion, ByForceDoesNotWait) {
    EXPECT_TRUE(store::decide_promotion(kPair, held_by_a(), kNodeB, kNow, true));
}

TEST(Promotion, OfTheFirstNodeNeedsNoForce) {
    EXPECT_EQ(store::decide_promotion(kPair, {}, kNodeB, kNow, false)->epoch, base::Epoch{1});
}

}  // namespace
}  // namespace sofia::test
