#include "cluster/bind_policy.hpp"

#include <gtest/gtest.h>

namespace sofia::cluster {
namespace {

using Kind = BindDecision::Kind;
using namespace std::chrono_literals;

const NotOpen kAddressAway{"internal", "Cannot assign requested address", true};
const NotOpen kNoAddress{"broken", "an IPv4 or IPv6 address was expected", false};

TEST(BindPolicy, ServesWhenEveryProfileIsOpen) {
    const auto decision = decide_bind(2, {}, 0ms);
    EXPECT_EQ(decision.kind, Kind::Serve);
    EXPECT_EQ(decision.reason, "");
}

TEST(BindPolicy, WaitsForAnAddressThatIsOnItsWay) {
    const auto decision = decide_bind(1, {kAddressAway}, 4900ms);
    EXPECT_EQ(decision.kind, Kind::TryAgain);
    EXPECT_EQ(decision.reason, "profile internal is not open: Cannot assign requested address");
}

TEST(BindPolicy, ServesWithWhatIsOpenWhenTheTimeIsOver) {
    EXPECT_EQ(decide_bind(1, {kAddressAway}, kBindPatience).kind, Kind::Serve);
}

TEST(BindPolicy, GivesUpWhenTheTimeIsOverAndNothingIsOpen) {
    const auto decision = decide_bind(0, {kAddressAway, kNoAddress}, kBindPatience);
    EXPECT_EQ(decision.kind, Kind::GiveUp);
    EXPECT_EQ(decision.reason,
              "profile internal is not open: Cannot assign requested address; "
              "profile broken is not open: an IPv4 or IPv6 address was expected");
}

TEST(BindPolicy, DoesNotWaitForWhatWillNotPass) {
    EXPECT_EQ(decide_bind(1, {kNoAddress}, 0ms).kind, Kind::Serve);
    EXPECT_EQ(decide_bind(0, {kNoAddress}, 0ms).kind, Kind::GiveUp);
}

TEST(BindPolicy, DoesNotServeWithoutAProfileThatIsNeeded) {
    auto needed = kAddressAway;
    needed.is_needed = true;
    EXPECT_EQ(decide_bind(1, {needed}, 4900ms).kind, Kind::TryAgain);
    EXPECT_EQ(decide_bind(1, {needed, kNoAddress}, kBindPatience).kind, Kind::GiveUp);
    EXPECT_EQ(decide_bind(2, {}, 0ms).kind, Kind::Serve);
}

TEST(BindPolicy, ANodeWithoutProfilesCannotBeActive) {
    EXPECT_EQ(decide_bind(0, {}, 0ms).reason, "the configuration has no profile");
}

}  // namespace
}  // namespace sofia::cluster
