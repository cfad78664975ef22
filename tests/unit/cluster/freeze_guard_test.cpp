#include "cluster/freeze_guard.hpp"

#include <gtest/gtest.h>

namespace sofia::cluster {
namespace {

using namespace std::chrono_literals;

class FreezeGuardTest : public testing::Test {
  protected:
    bool may_act() {
        return guard_.may_act(clock_.boot(), [this] {
            ++asked_;
            return confirmed_;
        });
    }
    /// The database has answered a question that was asked now.
    void confirm() { confirmed_ = clock_.boot(); }

    /// A clock whose hand the test turns.
    struct Hand {
        base::BootTime boot() const { return now; }
        void advance(base::Milliseconds by) { now += by; }
        base::BootTime now{std::chrono::hours(1)};
    } clock_;
    FreezeGuard guard_{1000ms};
    base::BootTime confirmed_{clock_.boot()};
    int asked_ = 0;
};

TEST_F(FreezeGuardTest, ANodeThatTurnsOftenEnoughActsWithoutAsking) {
    guard_.arm(clock_.boot());
    for (int turn = 0; turn < 100; ++turn) {
        clock_.advance(1000ms);
        EXPECT_TRUE(may_act());
    }
    EXPECT_EQ(asked_, 0);
}

TEST_F(FreezeGuardTest, ANodeThatStoodStillActsOnlyAfterAnAnswerToANewQuestion) {
    guard_.arm(clock_.boot());
    clock_.advance(60s);
    EXPECT_FALSE(may_act());
    EXPECT_EQ(guard_.paused(), 60s);
    clock_.advance(5ms);
    EXPECT_FALSE(may_act());
    confirm();
    EXPECT_TRUE(may_act());
    clock_.advance(5ms);
    EXPECT_TRUE(may_act());
}

TEST_F(FreezeGuardTest, AnAnswerToAQuestionFromBeforeThePauseConfirmsNothing) {
    guard_.arm(clock_.boot());
    clock_.advance(500ms);
    ASSERT_TRUE(may_act());
    confirm();
    clock_.advance(20s);
    EXPECT_FALSE(may_act());
    EXPECT_TRUE(guard_.woke());
}

TEST_F(FreezeGuardTest, AQuestionThatWasAskedAtTheMomentOfWakingMayBeFromBefore) {
    guard_.arm(clock_.boot());
    clock_.advance(20s);
    ASSERT_FALSE(may_act());
    confirm();
    EXPECT_FALSE(may_act());
    clock_.advance(1ms);
    confirm();
    EXPECT_TRUE(may_act());
}

TEST_F(FreezeGuardTest, WaitsForAsLongAsTheDatabaseIsAway) {
    guard_.arm(clock_.boot());
    clock_.advance(20s);
    for (int turn = 0; turn < 1000; ++turn) {
        EXPECT_FALSE(may_act());
        clock_.advance(5ms);
    }
}

TEST_F(FreezeGuardTest, ASecondPauseNeedsASecondAnswer) {
    guard_.arm(clock_.boot());
    clock_.advance(20s);
    ASSERT_FALSE(may_act());
    clock_.advance(1ms);
    confirm();
    clock_.advance(20s);
    EXPECT_FALSE(may_act()) << "the answer came before the second pause";
}

TEST_F(FreezeGuardTest, AStandbyHasNothingToBeWrongAbout) {
    clock_.advance(60s);
    EXPECT_TRUE(may_act());
    guard_.arm(clock_.boot());
    clock_.advance(60s);
    EXPECT_FALSE(may_act());
    guard_.disarm();
    EXPECT_TRUE(may_act());
}

TEST(LongestPause, IsAThirdOfTheLeaseWithinBounds) {
    EXPECT_EQ(longest_pause(1000ms), 1000ms);
    EXPECT_EQ(longest_pause(6000ms), 2000ms);
    EXPECT_EQ(longest_pause(60s), 3000ms);
}

}  // namespace
}  // namespace sofia::cluster
