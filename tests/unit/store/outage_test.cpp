#include "store/outage.hpp"

#include <gtest/gtest.h>

#include "store/backoff.hpp"
#include "store/lease.hpp"

namespace sofia::test {
namespace {

using store::Outage;
using namespace std::chrono_literals;

constexpr base::SteadyTime kStart{};

TEST(AnOutage, SaysOnceHowLongItWasAndHowMuchWasWritten) {
    Outage outage;
    EXPECT_TRUE(outage.failed(kStart));
    EXPECT_FALSE(outage.failed(kStart + 1s)) << "it had begun already";
    EXPECT_FALSE(outage.worked(500, 700, kStart + 3s)) << "700 wait still";
    EXPECT_FALSE(outage.worked(500, 250, kStart + 4s));
    EXPECT_EQ(outage.worked(250, 10, kStart + 5s),
              "database back after 3000 ms: 1250 waiting writes written");
    EXPECT_FALSE(outage.worked(10, 0, kStart + 6s));
}

TEST(AnOutage, ThatNobodyWaitedForEndsWithTheFirstAnswer) {
    Outage outage;
    outage.failed(kStart);
    EXPECT_EQ(outage.worked(0, 0, kStart + 50ms),
              "database back after 50 ms: 0 waiting writes written");
}

TEST(AnOutage, GoesOnWhenTheDatabaseFailsAgainBeforeAllIsWritten) {
    Outage outage;
    outage.failed(kStart);
    EXPECT_FALSE(outage.worked(5, 5, kStart + 1s));
    EXPECT_FALSE(outage.failed(kStart + 2s));
    EXPECT_EQ(outage.worked(5, 0, kStart + 4s),
              "database back after 4000 ms: 10 waiting writes written");
}

TEST(AnOutage, IsNotThereWhileTheDatabaseWorks) {
    Outage outage;
    EXPECT_FALSE(outage.worked(5, 0, kStart));
}

TEST(TheBackoff, DoublesFrom50MillisecondsToASecondAndStartsAgain) {
    store::Backoff backoff;
    for (const auto expected : {50ms, 100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms})
        EXPECT_EQ(backoff.next(), expected);
    backoff.reset();
    EXPECT_EQ(backoff.next(), 50ms);
}

TEST(ALease, IsRenewedThreeTimesInItsSpan) {
    store::Lease lease(9s);
    EXPECT_EQ(lease.next_renewal(), base::SteadyTime::max());
    lease.renewed(base::Epoch{4}, kStart);
    EXPECT_EQ(lease.epoch(), base::Epoch{4});
    EXPECT_EQ(lease.next_renewal(), kStart + 3s);
    lease.renewed(base::Epoch{4}, kStart + 3s);
    EXPECT_EQ(lease.next_renewal(), kStart + 6s);
    lease.ended();
    EXPECT_EQ(lease.epoch(), std::nullopt);
    EXPECT_EQ(lease.next_renewal(), base::SteadyTime::max());
}

}  // namespace
}  // namespace sofia::test
