#include <gmock/gmock.h>

#include "room_contract.hpp"

namespace sofia::test {
namespace {

using base::Epoch;
using base::ErrorKind;

class ClusterStoreContract : public RoomContract {
  protected:
    base::Result<store::EpochGrant> take(const base::NodeName& node,
                                         base::WallTime now = kNow,
                                         bool force = false) {
        return first_->cluster().take_epoch(cluster_, node, now, now + kLease, force);
    }
};

INSTANTIATE_TEST_SUITE_P(Rooms, ClusterStoreContract, testing::ValuesIn(all_rooms()), room_name);

TEST_P(ClusterStoreContract, TheFirstEpochIsOneAndHadNoOwner) {
    const auto grant = take(kNodeA);
    ASSERT_TRUE(grant) << grant.error().text;
    EXPECT_EQ(grant->epoch, Epoch{1});
    EXPECT_EQ(grant->previous_owner, base::NodeName());
}

TEST_P(ClusterStoreContract, TheSecretIsMadeOnceAndStaysOverEpochs) {
    const auto first = take(kNodeA);
    const auto second = take(kNodeB, kNow, true);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->secret.size(), 64U);
    EXPECT_EQ(first->secret.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(second->secret, first->secret);
}

TEST_P(ClusterStoreContract, TwoClustersHaveTheirOwnEpochsAndSecrets) {
    const auto ours = take(kNodeA);
    const auto theirs = first_->cluster().take_epoch(
        base::ClusterName(cluster_.str() + "-other"), kNodeB, kNow, kNow + kLease, false);
    ASSERT_TRUE(ours && theirs);
    EXPECT_EQ(theirs->epoch, Epoch{1});
    EXPECT_NE(theirs->secret, ours->secret);
}

TEST_P(ClusterStoreContract, ALiveLeaseOfAnotherNodeRefusesThePromotion) {
    ASSERT_TRUE(take(kNodeA));
    const auto refused = take(kNodeB, kNow + kLease - base::Milliseconds(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Exists);
    EXPECT_THAT(refused.error().text, testing::HasSubstr("node-a"));
    EXPECT_EQ(take(kNodeA)->epoch, Epoch{2});
}

TEST_P(ClusterStoreContract, AnEndedLeaseGivesTheEpochToAnotherNode) {
    ASSERT_TRUE(take(kNodeA));
    const auto grant = take(kNodeB, kNow + kLease);
    ASSERT_TRUE(grant) << grant.error().text;
    EXPECT_EQ(grant->epoch, Epoch{2});
    EXPECT_EQ(grant->previous_owner, kNodeA);
}

TEST_P(ClusterStoreContract, ForceTakesTheEpochFromALiveLease) {
    ASSERT_TRUE(take(kNodeA));
    EXPECT_EQ(take(kNodeB, kNow, true)->epoch, Epoch{2});
}

TEST_P(ClusterStoreContract, ANodeThatStartsAgainNeedNotWaitForItsOwnLease) {
    ASSERT_TRUE(take(kNodeA));
    EXPECT_EQ(take(kNodeA)->epoch, Epoch{2});
}

TEST_P(ClusterStoreContract, ARenewedLeaseLastsLonger) {
    ASSERT_TRUE(take(kNodeA));
    ASSERT_TRUE(first_->cluster().renew_lease(cluster_, Epoch{1}, kNow + 2 * kLease));
    EXPECT_FALSE(take(kNodeB, kNow + kLease));
    EXPECT_TRUE(take(kNodeB, kNow + 2 * kLease));
}

TEST_P(ClusterStoreContract, RenewalByAStaleOwnerIsStale) {
    ASSERT_TRUE(take(kNodeA));
    ASSERT_TRUE(take(kNodeB, kNow, true));
    const auto result = first_->cluster().renew_lease(cluster_, Epoch{1}, kNow + 9 * kLease);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Stale);
    EXPECT_TRUE(take(kNodeA, kNow + kLease)) << "the stale renewal must not have counted";
}

TEST_P(ClusterStoreContract, RenewalWithoutAClusterIsStale) {
    const auto result = first_->cluster().renew_lease(cluster_, Epoch{0}, kNow);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Stale);
}

TEST_P(ClusterStoreContract, ALookTellsWhetherTheEpochIsStillOurs) {
    EXPECT_EQ(first_->cluster().look(cluster_, Epoch{1}).error().kind, ErrorKind::Stale);
    ASSERT_TRUE(take(kNodeA));
    EXPECT_TRUE(first_->cluster().look(cluster_, Epoch{1}));
    promote(kNodeB);
    EXPECT_EQ(first_->cluster().look(cluster_, Epoch{1}).error().kind, ErrorKind::Stale);
}

TEST_P(ClusterStoreContract, AConnectionAnswersAPing) {
    EXPECT_TRUE(first_->ping());
}

TEST_P(ClusterStoreContract, MigratingAgainChangesNothing) {
    ASSERT_TRUE(put(sample_call()));
    EXPECT_EQ(first_->migrate().value(), 0);
    EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace sofia::test
