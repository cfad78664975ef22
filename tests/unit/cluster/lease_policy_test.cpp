#include "cluster/lease_policy.hpp"

#include <gtest/gtest.h>

namespace sofia::cluster {
namespace {

using Kind = LeaseVerdict::Kind;
using namespace std::chrono_literals;

const base::SteadyTime kUntil{100s};

TEST(LeasePolicy, ALeaseThatRunsAllowsEverything) {
    for (const auto policy : {OnLeaseLost::Hold, OnLeaseLost::Stop}) {
        const auto verdict = judge_lease(kUntil, kUntil - 7300ms, policy);
        EXPECT_EQ(verdict.kind, Kind::Serve);
        EXPECT_EQ(verdict.reason, "the lease runs for another 7.3 s");
    }
}

TEST(LeasePolicy, HoldKeepsTheCallsThatAreUp) {
    const auto verdict = judge_lease(kUntil, kUntil + 1500ms, OnLeaseLost::Hold);
    EXPECT_EQ(verdict.kind, Kind::RefuseNew);
    EXPECT_EQ(verdict.reason,
              "the lease ran out 1.5 s ago and the database does not answer: calls that are up go "
              "on, new ones get 503");
}

TEST(LeasePolicy, StopEndsTheNodeAtTheMomentTheLeaseRunsOut) {
    const auto verdict = judge_lease(kUntil, kUntil, OnLeaseLost::Stop);
    EXPECT_EQ(verdict.kind, Kind::Leave);
    EXPECT_EQ(verdict.reason,
              "the lease ran out 0.0 s ago and the database does not answer: this node stops");
}

}  // namespace
}  // namespace sofia::cluster
