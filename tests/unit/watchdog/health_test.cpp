#include "watchdog/health.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sofia::watchdog {
namespace {

using namespace std::chrono_literals;

constexpr auto kSip = "SIP thread has not turned";
constexpr auto kProfile = "profile internal has not heard its own OPTIONS";

Health judged(const std::vector<Probe>& probes) {
    return judge(probes);
}

TEST(Health, OfNothingIsGood) {
    EXPECT_EQ(judged({}).state, State::Healthy);
    EXPECT_EQ(judged({}).reason(), "");
}

TEST(Health, IsGoodUpToHalfTheLimit) {
    EXPECT_EQ(judged({{kSip, 15s, 30s}}).state, State::Healthy);
}

TEST(Health, IsDegradedBeyondHalfTheLimit) {
    const auto health = judged({{kSip, 15100ms, 30s}});
    EXPECT_EQ(health.state, State::Degraded);
    EXPECT_EQ(health.reason(), "SIP thread has not turned for 15.1 s (limit 30.0 s)");
}

TEST(Health, HasFailedBeyondTheLimit) {
    EXPECT_EQ(judged({{kSip, 30s, 30s}}).state, State::Degraded);
    const auto health = judged({{kSip, 30050ms, 30s}});
    EXPECT_EQ(health.state, State::Failed);
    EXPECT_EQ(health.reason(), "SIP thread has not turned for 30.1 s (limit 30.0 s)");
}

TEST(Health, WithoutLimitIsAlwaysGood) {
    EXPECT_EQ(judged({{kSip, 24h, 0s}}).state, State::Healthy);
}

TEST(Health, IsDecidedByTheFirstThatFailed) {
    const auto health = judged({{kSip, 31s, 30s}, {kProfile, 40s, 30s}});
    EXPECT_EQ(health.probe, 0U);
    EXPECT_EQ(health.reason(), "SIP thread has not turned for 31.0 s (limit 30.0 s)");
}

TEST(Health, OfAFailureComesBeforeOneThatIsDegraded) {
    const auto health = judged({{kSip, 16s, 30s}, {kProfile, 31s, 30s}});
    EXPECT_EQ(health.state, State::Failed);
    EXPECT_EQ(health.probe, 1U);
}

TEST(Health, NamesTheFirstTooWhenItIsTheCause) {
    const auto health = judged({{kSip, 2900ms, 30s}, {kProfile, 3100ms, 3s}});
    EXPECT_EQ(health.state, State::Failed);
    EXPECT_EQ(health.reason(),
              "profile internal has not heard its own OPTIONS for 3.1 s (limit 3.0 s), SIP thread "
              "has not turned for 2.9 s");
}

TEST(Health, DoesNotNameTheFirstWhenItTurns) {
    EXPECT_EQ(judged({{kSip, 200ms, 30s}, {kProfile, 3100ms, 3s}}).reason(),
              "profile internal has not heard its own OPTIONS for 3.1 s (limit 3.0 s)");
}

TEST(Health, CutsAReasonThatIsTooLong) {
    const std::string long_name(1000, 'x');
    EXPECT_EQ(judged({{long_name, 4s, 3s}, {long_name, 4s, 3s}}).reason().size(), 300U);
}

}  // namespace
}  // namespace sofia::watchdog
