#include "gateway/standing.hpp"

#include <gtest/gtest.h>

namespace sofia::gateway {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime kStart{1h};

Settings pinged() {
    Settings settings;
    settings.registers = false;
    settings.ping = 10s;
    settings.ping_max = 3;
    settings.ping_min = 2;
    return settings;
}

Standing trying() {
    return on_tick({}, begin({}, kStart), kStart).standing;
}

Standing registered(seconds granted = 3600s) {
    return on_written(on_granted(trying(), kStart, granted).standing, kStart).standing;
}

TEST(Standing, BeginsUnregisteredAndDownAndRegistersAtTheFirstTick) {
    const auto first = begin({}, kStart);
    EXPECT_EQ(first.state, State::Unreged);
    EXPECT_FALSE(first.up);
    const auto decision = on_tick({}, first, kStart);
    EXPECT_EQ(decision.standing.state, State::Trying);
    EXPECT_EQ(decision.act, Act::Register);
    EXPECT_EQ(decision.why, "registers");
}

TEST(Standing, WithoutRegistrationIsUpFromTheStart) {
    const auto first = begin(pinged(), kStart);
    EXPECT_EQ(first.state, State::Noreg);
    EXPECT_TRUE(first.up);
    EXPECT_EQ(on_tick(pinged(), first, kStart).act, Act::Nothing);
}

TEST(Standing, IsUpWhenTheRowIsWritten) {
    const auto granted = on_granted(trying(), kStart, 3600s);
    EXPECT_EQ(granted.standing.state, State::Register);
    EXPECT_EQ(granted.why, "accepted for 3600 s");
    EXPECT_FALSE(granted.standing.up);
    const auto written = on_written(granted.standing, kStart);
    EXPECT_EQ(written.standing.state, State::Reged);
    EXPECT_TRUE(written.standing.up);
    EXPECT_EQ(written.standing.up_since, kStart);
}

TEST(Standing, RegistersAgainAQuarterOfAMinuteBeforeTheEnd) {
    const auto standing = registered(3600s);
    EXPECT_EQ(on_tick({}, standing, kStart + 3584s).standing.state, State::Reged);
    auto decision = on_tick({}, standing, kStart + 3585s);
    EXPECT_EQ(decision.standing.state, State::Expired);
    EXPECT_TRUE(decision.standing.up) << "calls go on while it renews";
    decision = on_tick({}, decision.standing, kStart + 3586s);
    EXPECT_EQ(decision.act, Act::Register);
    EXPECT_TRUE(decision.standing.up);
}

TEST(Standing, AShortGrantIsRenewedAtHalfTime) {
    EXPECT_EQ(on_tick({}, registered(30s), kStart + 14s).standing.state, State::Reged);
    EXPECT_EQ(on_tick({}, registered(30s), kStart + 15s).standing.state, State::Expired);
}

TEST(Standing, ARefusalTakesItDownAndIsTriedAgain) {
    auto decision = on_refused({}, registered(), kStart, 403, 0s);
    EXPECT_EQ(decision.standing.state, State::Failed);
    EXPECT_EQ(decision.why, "403, tries again in 30 s");
    EXPECT_TRUE(decision.standing.up);
    decision = on_tick({}, decision.standing, kStart + 1s);
    EXPECT_EQ(decision.standing.state, State::FailWait);
    EXPECT_FALSE(decision.standing.up);
    EXPECT_EQ(on_tick({}, decision.standing, kStart + 29s).standing.state, State::FailWait);
    decision = on_tick({}, decision.standing, kStart + 30s);
    EXPECT_EQ(decision.standing.state, State::Unreged);
}

seconds wait_after(int failures, int status, Settings settings = {}, seconds retry_after = 0s) {
    auto standing = trying();
    standing.failures = failures - 1;
    const auto next = on_refused(settings, standing, kStart, status, retry_after).standing.next;
    return std::chrono::duration_cast<seconds>(next - kStart);
}

TEST(Standing, WaitsLongerAfterEachRefusalUpToALimit) {
    EXPECT_EQ(wait_after(1, 403), 30s);
    EXPECT_EQ(wait_after(2, 403), 60s);
    EXPECT_EQ(wait_after(10, 403), 300s);
    EXPECT_EQ(wait_after(1000, 403), kLongestRetry);
    EXPECT_EQ(wait_after(10, 503), 30s) << "a busy registrar is asked at an even pace";
}

TEST(Standing, DoesWhatRetryAfterAsks) {
    EXPECT_EQ(wait_after(1, 503, {}, 120s), 120s);
    EXPECT_EQ(wait_after(5, 403, {}, 1s), 150s);
    EXPECT_EQ(wait_after(1, 503, {}, 999999s), kLongestRetry);
}

TEST(Standing, HasAWaitOfItsOwnWhenNobodyAnswers) {
    Settings settings;
    settings.retry_unanswered = 7s;
    EXPECT_EQ(wait_after(5, kUnanswered, settings), 7s);
    EXPECT_EQ(wait_after(5, 403, settings), 150s);
}

TEST(Standing, GivesUpWaitingForAnAnswer) {
    auto decision = on_tick({}, trying(), kStart + 59s);
    EXPECT_EQ(decision.standing.state, State::Trying);
    decision = on_tick({}, trying(), kStart + 60s);
    EXPECT_EQ(decision.standing.state, State::Timeout);
    decision = on_tick({}, decision.standing, kStart + 61s);
    EXPECT_EQ(decision.standing.state, State::Failed);
    EXPECT_EQ(decision.why, "908, tries again in 30 s");
}

TEST(Standing, StaysDownWhenToldToUnregister) {
    auto decision = on_tick({}, on_command(registered(), false), kStart);
    EXPECT_EQ(decision.act, Act::Unregister);
    EXPECT_EQ(decision.standing.state, State::Down);
    EXPECT_FALSE(decision.standing.up);
    decision = on_tick({}, decision.standing, kStart + 1h);
    EXPECT_EQ(decision.standing.state, State::Down);
    EXPECT_FALSE(decision.standing.up);
    EXPECT_EQ(on_tick({}, on_command(decision.standing, true), kStart).act, Act::Register);
}

TEST(Standing, GoesOnWithTheRegistrationOfAnother) {
    const auto standing = resume({}, kStart, 100s);
    EXPECT_EQ(standing.state, State::Reged);
    EXPECT_TRUE(standing.up);
    EXPECT_EQ(on_tick({}, standing, kStart + 84s).standing.state, State::Reged);
    EXPECT_EQ(on_tick({}, standing, kStart + 85s).standing.state, State::Expired);
}

TEST(Standing, RenewsAtOnceWhatIsAlmostOver) {
    const auto standing = resume({}, kStart, 2s);
    EXPECT_TRUE(standing.up);
    EXPECT_EQ(on_tick({}, standing, kStart).act, Act::Register);
}

TEST(Standing, PingsOnePeriodAfterTheStartAndNotTwiceAtOnce) {
    const auto first = begin(pinged(), kStart);
    EXPECT_EQ(on_tick(pinged(), first, kStart + 9s).act, Act::Nothing);
    const auto decision = on_tick(pinged(), first, kStart + 10s);
    EXPECT_EQ(decision.act, Act::Ping);
    EXPECT_EQ(on_tick(pinged(), decision.standing, kStart + 30s).act, Act::Nothing);
}

TEST(Standing, OneFailedPingBeforeAnyGoodOneTakesItDown) {
    const auto decision = on_ping_answer(pinged(), begin(pinged(), kStart), kStart, 408);
    EXPECT_FALSE(decision.standing.up);
    EXPECT_EQ(decision.standing.state, State::Noreg);
    EXPECT_EQ(decision.why, "ping failed with code 408 - count 2/0/3");
}

TEST(Standing, PingsCountUpToMaxAndDownToNothing) {
    auto standing = begin(pinged(), kStart);
    for (int i = 0; i < 5; ++i)
        standing = on_ping_answer(pinged(), standing, kStart, 200).standing;
    EXPECT_EQ(standing.ping_count, 3);
    standing = on_ping_answer(pinged(), standing, kStart, 503).standing;
    EXPECT_TRUE(standing.up);
    for (int i = 0; i < 5; ++i)
        standing = on_ping_answer(pinged(), standing, kStart, 503).standing;
    EXPECT_FALSE(standing.up);
    EXPECT_EQ(standing.ping_count, 0);
    standing = on_ping_answer(pinged(), standing, kStart, 404).standing;
    EXPECT_FALSE(standing.up) << "one of two";
    standing = on_ping_answer(pinged(), standing, kStart + 5s, 404).standing;
    EXPECT_TRUE(standing.up) << "any answer shows that it is there";
    EXPECT_EQ(standing.up_since, kStart + 5s);
}

TEST(Standing, ARegisteredGatewayThatDoesNotAnswerAPingRegistersAgain) {
    Settings settings = pinged();
    settings.registers = true;
    const auto decision = on_ping_answer(settings, registered(), kStart, 408);
    EXPECT_EQ(decision.standing.state, State::Failed);
    EXPECT_EQ(decision.standing.next, kStart + 30s);
}

TEST(Standing, NamesAreThoseOfTheStatusOutput) {
    EXPECT_EQ(to_string(State::FailWait), "FAIL_WAIT");
    EXPECT_EQ(to_string(State::Noreg), "NOREG");
    EXPECT_EQ(to_string(State::Timeout), "TIMEOUT");
}

}  // namespace
}  // namespace sofia::gateway
