#include "watchdog/watchdog.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"

namespace sofia::watchdog {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A watchdog whose looks the test drives; its shots and words are noted.
class WatchdogOf : public testing::Test {
  protected:
    /// What beats by itself while time passes.
    struct Heart {
        std::shared_ptr<base::Pulse> pulse = std::make_shared<base::Pulse>();
        bool beats = true;
    };

    Watched watched(const char* complaint, const Heart& heart, base::Milliseconds limit = 30s) {
        return {complaint, heart.pulse, limit, false};
    }
    Plan plan() {
        return {watched("SIP thread has not turned", sip_),
                watched("store writer has not turned", writer_)};
    }

    /// Time in which the process runs: hearts beat every 250 ms, the watchdog looks every 100 ms.
    void pass(base::Milliseconds time) {
        for (base::Milliseconds gone{0}; gone < time; gone += kLookEvery) {
            clock_.advance(kLookEvery);
            if ((gone / kLookEvery) % 3 == 0)
                for (auto* heart : {&sip_, &writer_, &transport_})
                    if (heart->beats)
                        heart->pulse->beat();
            state_ = watchdog_.look(clock_.steady()).state;
        }
    }
    /// Time in which the whole process stands still.
    void stand_still(base::Milliseconds time) { clock_.advance(time); }

    test::FakeClock clock_;
    Heart sip_;
    Heart writer_;
    Heart transport_;
    State state_ = State::Healthy;
    std::vector<std::string> shots_;
    std::vector<pid_t> shot_threads_;
    std::vector<std::string> words_;
    int fed_ = 0;
    Watchdog watchdog_{
        {[this](const Health& health, pid_t thread) {
             shots_.emplace_back(health.reason());
             shot_threads_.push_back(thread);
         },
         [this](base::LogLevel, std::string_view text) { words_.emplace_back(text); },
         [this] { ++fed_; }}};
};

TEST_F(WatchdogOf, AnIdleNodeIsSilentForAnHour) {
    watchdog_.watch(plan());
    pass(1h);
    EXPECT_THAT(shots_, IsEmpty());
    EXPECT_THAT(words_, IsEmpty());
}

TEST_F(WatchdogOf, AThreadThatStopsIsShotAtItsLimit) {
    watchdog_.watch(plan());
    pass(10s);
    sip_.beats = false;
    pass(29900ms);
    EXPECT_THAT(shots_, IsEmpty());
    pass(400ms);
    ASSERT_FALSE(shots_.empty());
    EXPECT_THAT(shots_.front(), HasSubstr("SIP thread has not turned for 30."));
    EXPECT_EQ(shot_threads_.front(), gettid());
}

TEST_F(WatchdogOf, TheWriterIsJudgedByItself) {
    watchdog_.watch(plan());
    writer_.beats = false;
    pass(31s);
    ASSERT_FALSE(shots_.empty());
    EXPECT_THAT(shots_.front(), HasSubstr("store writer has not turned"));
}

TEST_F(WatchdogOf, AnExcusedThreadIsJudgedFromTheEndOfItsExcuse) {
    watchdog_.watch(plan());
    writer_.beats = false;
    writer_.pulse->excuse(clock_.steady() + 100s);
    pass(129s);
    EXPECT_THAT(shots_, IsEmpty());
    pass(2s);
    EXPECT_FALSE(shots_.empty());
}

TEST_F(WatchdogOf, AThreadThatWaitsForAnotherAsLongAsItTakesIsNeverShot) {
    watchdog_.watch(plan());
    writer_.beats = false;
    writer_.pulse->excuse(base::SteadyTime::max());
    pass(1h);
    EXPECT_THAT(shots_, IsEmpty());
    writer_.pulse->no_excuse();
    pass(31s);
    EXPECT_FALSE(shots_.empty());
}

TEST_F(WatchdogOf, WithoutLimitNobodyIsShot) {
    watchdog_.watch({watched("SIP thread has not turned", sip_, 0s)});
    sip_.beats = false;
    pass(1h);
    EXPECT_THAT(shots_, IsEmpty());
}

TEST_F(WatchdogOf, AtRestNobodyIsShot) {
    watchdog_.watch(plan());
    sip_.beats = false;
    pass(29s);
    watchdog_.watch({});
    pass(1h);
    EXPECT_THAT(shots_, IsEmpty());
}

TEST_F(WatchdogOf, SwitchingOnBeginsTheClocksAnew) {
    watchdog_.watch(plan());
    sip_.beats = false;
    for (int i = 0; i < 10; ++i) {
        pass(29s);
        watchdog_.watch(plan());
    }
    EXPECT_THAT(shots_, IsEmpty());
    pass(31s);
    EXPECT_FALSE(shots_.empty());
}

TEST_F(WatchdogOf, SwitchingOnAfterAnHourOfSilenceShootsNobody) {
    sip_.beats = writer_.beats = false;
    pass(1h);
    watchdog_.watch(plan());
    pass(20s);
    sip_.beats = writer_.beats = true;
    pass(1h);
    EXPECT_THAT(shots_, IsEmpty());
}

TEST_F(WatchdogOf, AProcessThatStoodStillIsNotShotWhenItGoesOn) {
    watchdog_.watch(plan());
    pass(1s);
    for (int i = 0; i < 5; ++i) {
        stand_still(10min);
        sip_.beats = writer_.beats = false;
        pass(10s);
        sip_.beats = writer_.beats = true;
        pass(1s);
    }
    EXPECT_THAT(shots_, IsEmpty());
    EXPECT_THAT(words_, testing::Contains(HasSubstr("the process did not run for a while")));
}

TEST_F(WatchdogOf, StandingStillGivesAllClocksAFreshStart) {
    watchdog_.watch(plan());
    sip_.beats = false;
    pass(29s);
    stand_still(5s);
    pass(29s);
    EXPECT_THAT(shots_, IsEmpty());
    pass(2s);
    EXPECT_FALSE(shots_.empty());
}

TEST_F(WatchdogOf, ShortPausesOfTheProcessAreSurvivedWithTheShortestLimit) {
    watchdog_.watch({watched("SIP thread has not turned", sip_, 1ms)});
    for (int i = 0; i < 1000; ++i) {
        stand_still(kGap - 2 * kLookEvery);
        pass(500ms);
    }
    EXPECT_THAT(shots_, IsEmpty());
}

TEST_F(WatchdogOf, ALimitIsNotShorterThanTwoSeconds) {
    watchdog_.watch({watched("SIP thread has not turned", sip_, 1ms)});
    pass(1s);
    sip_.beats = false;
    pass(1800ms);
    EXPECT_THAT(shots_, IsEmpty());
    pass(500ms);
    EXPECT_FALSE(shots_.empty());
}

TEST_F(WatchdogOf, AProbeThatNeverWorkedIsNamedOnceAndNotJudged) {
    watchdog_.watch(
        {{"profile internal has not heard its own OPTIONS", transport_.pulse, 30s, true}});
    transport_.beats = false;
    pass(1h);
    EXPECT_THAT(shots_, IsEmpty());
    EXPECT_THAT(words_,
                ElementsAre(HasSubstr("profile internal has not heard its own OPTIONS since")));
    transport_.beats = true;
    pass(1s);
    transport_.beats = false;
    pass(31s);
    EXPECT_FALSE(shots_.empty());
}

TEST_F(WatchdogOf, HalfALimitIsWorthOneLineAndItsEndAnother) {
    watchdog_.watch(plan());
    pass(1s);
    sip_.beats = false;
    pass(20s);
    EXPECT_EQ(state_, State::Degraded);
    sip_.beats = true;
    pass(10s);
    EXPECT_EQ(state_, State::Healthy);
    EXPECT_THAT(words_,
                ElementsAre(HasSubstr("SIP thread has not turned for 15."),
                            HasSubstr("everything is heard again")));
}

TEST_F(WatchdogOf, AThreadsHealthIsToldOnceASecondEvenWithoutLimits) {
    watchdog_.watch({watched("SIP thread has not turned", sip_, 0s)});
    pass(60s);
    EXPECT_NEAR(fed_, 60, 2);
    sip_.beats = false;
    pass(3s);
    const int before = fed_;
    pass(60s);
    EXPECT_EQ(fed_, before);
}

TEST_F(WatchdogOf, ATransportThatIsSilentDoesNotStopTheTelling) {
    watchdog_.watch({watched("SIP thread has not turned", sip_, 0s),
                     {"profile internal has not heard", transport_.pulse, 0s, true}});
    transport_.beats = false;
    pass(60s);
    EXPECT_NEAR(fed_, 60, 2);
}

}  // namespace
}  // namespace sofia::watchdog
