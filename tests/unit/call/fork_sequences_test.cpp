#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kBob = "sofia/external/bob@198.51.100.7";
constexpr auto kBoth = "sofia/external/bob@198.51.100.7,sofia/external/eve@198.51.100.8";
constexpr auto kInTurn = "sofia/external/bob@198.51.100.7|sofia/external/eve@198.51.100.8";

class ForkSequences : public test::CallWorld {
  protected:
    // Calls, and gives the INVITEs that went out.
    std::vector<std::shared_ptr<test::NodeRequest>> ring(const std::string& dial_string) {
        dialplan({{"bridge", dial_string}});
        call();
        return invites();
    }
    std::vector<std::shared_ptr<test::NodeRequest>> invites() {
        return external().all(sip::Method::Invite);
    }
};

TEST_F(ForkSequences, IndependentOriginatesKnowNothingOfEachOther) {
    const auto rings = ring(std::string(kInTurn) + ":_:sofia/external/joe@198.51.100.9");
    ASSERT_THAT(rings, SizeIs(2));
    EXPECT_EQ(rings[1]->target, "sip:joe@198.51.100.9");
    rings[1]->answer(603);
    drain();
    EXPECT_FALSE(rings[0]->cancelled) << "a 6xx ends its own originate";
    rings[0]->answer(480);
    drain();
    ASSERT_THAT(invites(), SizeIs(3)) << "the second group of the first";
    EXPECT_EQ(caller_->status(), 0);
    invites()[2]->answer(404);
    drain();
    EXPECT_EQ(caller_->status(), 603);
}

TEST_F(ForkSequences, FirstAnswerOfAnyOriginateWins) {
    const auto rings =
        ring(std::string(kBob) + ":_:[leg_delay_start=9]sofia/external/joe@198.51.100.9:_:" +
             "sofia/external/eve@198.51.100.8");
    ASSERT_THAT(rings, SizeIs(2));
    rings[1]->answer(200, test::sdp("eve"));
    EXPECT_TRUE(rings[0]->cancelled);
    rings[0]->answer(487);
    advance(std::chrono::seconds(10));
    EXPECT_THAT(invites(), SizeIs(2)) << "who was to ring later does not";
    leaves_a_call = true;
}

TEST_F(ForkSequences, OriginateGivesUpAfterItsOwnTime) {
    const auto rings = ring("{originate_timeout=5}" + std::string(kBob) +
                            ":_:{originate_timeout=9}sofia/external/joe@198.51.100.9");
    advance(std::chrono::seconds(5));
    EXPECT_TRUE(rings[0]->cancelled);
    EXPECT_FALSE(rings[1]->cancelled);
    EXPECT_EQ(caller_->status(), 0);
    advance(std::chrono::seconds(4));
    EXPECT_TRUE(rings[1]->cancelled);
    EXPECT_EQ(caller_->status(), 480);
    for (const auto& one : rings)
        one->answer(487);
}

TEST_F(ForkSequences, LegIsCalledAfterItsDelayAndRingsForItsTime) {
    ring(std::string(kBob) + ",[leg_delay_start=3,leg_timeout=2]sofia/external/eve@198.51.100.8");
    EXPECT_THAT(invites(), SizeIs(1));
    advance(std::chrono::milliseconds(2999));
    EXPECT_THAT(invites(), SizeIs(1));
    advance(std::chrono::milliseconds(1));
    ASSERT_THAT(invites(), SizeIs(2));
    advance(std::chrono::milliseconds(1999));
    EXPECT_FALSE(invites()[1]->cancelled);
    advance(std::chrono::milliseconds(1));
    EXPECT_TRUE(invites()[1]->cancelled);
    invites()[1]->answer(487);
    invites()[0]->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 486);
}

TEST_F(ForkSequences, GroupWaitsForTheLegThatIsToRingLater) {
    ring(std::string(kBob) + ",[leg_delay_start=3]sofia/external/eve@198.51.100.8")[0]->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 0);
    advance(std::chrono::seconds(3));
    ASSERT_THAT(invites(), SizeIs(2));
    caller_->cancel();
    EXPECT_TRUE(invites()[1]->cancelled);
    invites()[1]->answer(487);
}

TEST_F(ForkSequences, CallerWhoGivesUpBeforeADelayedLegRingsLeavesNothing) {
    ring("[leg_delay_start=3]" + std::string(kBob));
    caller_->cancel();
    drain();
    EXPECT_EQ(caller_->status(), 487);
    advance(std::chrono::seconds(4));
    EXPECT_THAT(invites(), IsEmpty());
}

TEST_F(ForkSequences, OriginateIsTriedAgainAfterItsPause) {
    ring("{originate_retries=3,originate_retry_sleep_ms=2000}" + std::string(kInTurn));
    for (std::size_t count : {2U, 4U, 6U}) {
        invites().at(count - 2)->answer(486);
        drain();
        ASSERT_THAT(invites(), SizeIs(count));
        invites().at(count - 1)->answer(404);
        drain();
        EXPECT_EQ(caller_->status(), count < 6 ? 0 : 486);
        advance(std::chrono::milliseconds(1999));
        EXPECT_THAT(invites(), SizeIs(count));
        advance(std::chrono::milliseconds(1));
    }
    EXPECT_THAT(invites(), SizeIs(6));
}

TEST_F(ForkSequences, ASingleRejectMayEndTheOriginate) {
    for (const auto* rule : {"true", "USER_BUSY,CALL_REJECTED"}) {
        const auto before = invites().size();
        ring(std::string("{^^:fail_on_single_reject=") + rule + "}" + kBoth + "|" + kBob);
        auto rings = invites();
        ASSERT_THAT(rings, SizeIs(before + 2));
        rings[before + 1]->answer(486);
        drain();
        EXPECT_TRUE(rings[before]->cancelled) << rule;
        EXPECT_EQ(caller_->status(), 486) << rule;
        rings[before]->answer(487);
        drain();
    }
    const auto before = invites().size();
    ring("{fail_on_single_reject=CALL_REJECTED}" + std::string(kBoth));
    invites()[before]->answer(486);
    drain();
    EXPECT_EQ(caller_->status(), 0) << "not a cause of the list";
    invites()[before + 1]->answer(486);
}

TEST_F(ForkSequences, EarlyDescriptionIsKeptFromTheCallerWhenTold) {
    for (const auto* value : {"true", "consume", "ring_ready"}) {
        ring(std::string("{ignore_early_media=") + value + "}" + kBob);
        invites().back()->answer(183, test::sdp("early"));
        ASSERT_THAT(caller_->replies, SizeIs(1));
        EXPECT_EQ(caller_->status(), 180) << value;
        EXPECT_TRUE(caller_->reply().body.empty());
        invites().back()->answer(486);
        drain();
    }
    ring(std::string("{ignore_early_media=false}") + kBob);
    invites().back()->answer(183, test::sdp("early"));
    EXPECT_EQ(caller_->status(), 183);
    EXPECT_EQ(caller_->reply().body, test::sdp("early"));
    invites().back()->answer(486);
}

TEST_F(ForkSequences, ALegThatIsNotAnsweredInTimeHasFailed) {
    dialplan({{"bridge", "[leg_timeout=5]sofia/external/a@198.51.100.1"}});
    call();
    callee()->answer(180);
    advance(std::chrono::seconds(5));
    callee()->answer(487);
    EXPECT_EQ(counters("external").calls_out, 1U);
    EXPECT_EQ(counters("external").failed_calls_out, 1U);
}

TEST_F(ForkSequences, ALegWhoseCallerGivesUpHasNotFailed) {
    dialplan({{"bridge", "sofia/external/a@198.51.100.1"}});
    call();
    caller_->cancel();
    callee()->answer(487);
    EXPECT_EQ(counters("external").failed_calls_out, 0U);
}

}  // namespace
}  // namespace sofia::call
