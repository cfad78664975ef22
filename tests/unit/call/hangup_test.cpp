#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// How long a callee may take to confirm our BYE before the end is written down.
constexpr std::chrono::milliseconds kConfirmTime{250};

class Hangup : public test::CallWorld {};

// RFC 3261 13.3.1.
TEST_F(Hangup, ByeOfTheCallerIsAnsweredWhenTheCalleeHasConfirmedItsOwn) {
    call_is_up();
    const auto bye = from_caller(sip::Method::Bye);
    EXPECT_THAT(record_.lines(), ElementsAre("external BYE")) << "the other side is told at once";
    EXPECT_EQ(bye->status(), 0);
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(table_.size(), 0U);
    ASSERT_EQ(writer_.waiting(), 1U) << "the call has ended everywhere: only its row goes";
    EXPECT_TRUE(writer_.front().is_removal);
    writer_.commit();
    EXPECT_THAT(writer_.rows, IsEmpty());
}

TEST_F(Hangup, ByeOfTheCallerIsAnsweredWhenItsEndIsDurableIfTheCalleeIsSlow) {
    call_is_up();
    const auto bye = from_caller(sip::Method::Bye);
    EXPECT_EQ(writer_.waiting(), 0U);
    advance(kConfirmTime);
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_EQ(writer_.front().row.state, "ending");
    EXPECT_EQ(bye->status(), 0);
    writer_.commit();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(table_.size(), 1U) << "the callee has not confirmed yet";
    answer_byes();
    EXPECT_EQ(table_.size(), 0U);
    writer_.commit();
    EXPECT_THAT(writer_.rows, IsEmpty());
}

TEST_F(Hangup, RowOfAnEndingCallSaysWhoHungUp) {
    for (const bool by_caller : {true, false}) {
        call_is_up();
        by_caller ? from_caller(sip::Method::Bye) : from_callee(sip::Method::Bye);
        advance(kConfirmTime);
        const auto image = from_row(writer_.front().row).value();
        EXPECT_TRUE(image.ending);
        EXPECT_EQ(image.a.hung_up, by_caller);
        EXPECT_EQ(image.b.hung_up, !by_caller);
        writer_.commit_at_once();
        answer_byes();
    }
}

TEST_F(Hangup, ByeOfTheCalleeEndsTheCaller) {
    call_is_up();
    const auto bye = from_callee(sip::Method::Bye);
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE"));
    EXPECT_THAT(record_.last("internal BYE").header("Reason"), HasSubstr("NORMAL_CLEARING"));
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(Hangup, ReasonOfAByePassesToTheOtherSide) {
    call_is_up();
    auto request = caller_->request;
    request.method = sip::Method::Bye;
    request.cseq = 9;
    request.to.params = {{"tag", caller_->local_tag}};
    request.reason = "Q.850;cause=31";
    internal().receive(std::move(request));
    EXPECT_EQ(record_.last("external BYE").header("Reason"), "Q.850;cause=31");
    answer_byes();
}

TEST_F(Hangup, DatabaseThatIsAwayDelaysTheAnswerToByeOnly) {
    call_is_up();
    const auto bye = from_caller(sip::Method::Bye);
    advance(kConfirmTime);
    writer_.fail(base::ErrorKind::Timeout);
    EXPECT_EQ(bye->status(), 200);
    answer_byes();
}

TEST_F(Hangup, FencedNodeLeavesTheByeToTheNewOwner) {
    call_is_up();
    const auto bye = from_caller(sip::Method::Bye);
    advance(kConfirmTime);
    writer_.fail(base::ErrorKind::Stale);
    EXPECT_EQ(bye->status(), 0);
    internal().shut();
    external().shut();
    table_.abandon({});
    drain();
    EXPECT_EQ(bye->status(), 0);
    EXPECT_EQ(writer_.rows.size(), 1U);
}

TEST_F(Hangup, BothSidesAtOnceBothGetTheirAnswer) {
    call_is_up();
    const auto first = from_caller(sip::Method::Bye);
    const auto second = from_callee(sip::Method::Bye);
    EXPECT_EQ(second->status(), 200);
    EXPECT_EQ(first->status(), 200) << "the callee's BYE confirms ours";
    EXPECT_EQ(table_.size(), 0U) << "the callee's answer to our BYE is of no interest any more";
    EXPECT_EQ(record_.count("external BYE"), 1U);
    EXPECT_EQ(record_.count("internal BYE"), 0U);
}

TEST_F(Hangup, ByeThatNobodyAnswersEndsTheCallAllTheSame) {
    call_is_up();
    const auto bye = from_caller(sip::Method::Bye);
    advance(kConfirmTime);
    writer_.commit();
    EXPECT_EQ(bye->status(), 200);
    external().last(sip::Method::Bye)->answer(408);
    drain();
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(Hangup, CallersByeBeforeTheAnswerEndsItsInviteWith487) {
    call();
    const auto bye = from_caller(sip::Method::Bye);
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(caller_->status(), 487);
    EXPECT_TRUE(callee()->cancelled);
    callee()->answer(487);
}

TEST_F(Hangup, CalleesByeWhileTheAnswerIsBeingCommittedRefusesTheCaller) {
    call();
    callee_answers(200, test::sdp("bob"));
    record_.clear();
    const auto bye = from_callee(sip::Method::Bye);
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(caller_->status(), 480);
    EXPECT_EQ(record_.count("external ACK"), 1U) << "else it repeats its 2xx";
    EXPECT_EQ(record_.count("external BYE"), 0U);
    writer_.commit();
    drain();
    EXPECT_EQ(caller_->replies.size(), 1U);
}

TEST_F(Hangup, CallersByeWhileTheAnswerIsBeingCommittedEndsTheCallee) {
    call();
    callee_answers(200, test::sdp("bob"));
    from_caller(sip::Method::Bye);
    EXPECT_EQ(caller_->status(), 487);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    writer_.commit();
    answer_byes();
}

// RFC 3261 section 15: the callee must not send BYE before the ACK of its 2xx.
TEST_F(Hangup, ByeToACallerWaitsForItsAck) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    record_.clear();
    const auto bye = from_callee(sip::Method::Bye);
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(record_.count("internal BYE"), 0U);
    caller_->ack();
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    answer_byes();
}

TEST_F(Hangup, CallerThatNeverAcknowledgesGetsItsByeInTheEnd) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    from_callee(sip::Method::Bye);
    caller_->lose_ack();
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    answer_byes();
}

TEST_F(Hangup, ByeOfACallerWhoseAckWasLostIsAnswered) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    const auto bye = from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
}

TEST_F(Hangup, ByesThatCrossBeforeTheAckLeaveNothingWaiting) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    from_callee(sip::Method::Bye);
    EXPECT_EQ(from_caller(sip::Method::Bye)->status(), 200);
    EXPECT_EQ(record_.count("internal BYE"), 0U);
}

// --- on our own account, in every state

TEST_F(Hangup, OfOursWhileItRingsRefusesTheCallerAndCancelsTheCallee) {
    call();
    only_call().hangup(model::cause::kSystemShutdown, "test");
    EXPECT_EQ(caller_->status(), 480);
    EXPECT_THAT(callee()->cancel_reason, HasSubstr("SYSTEM_SHUTDOWN"));
    callee()->answer(487);
}

TEST_F(Hangup, OfOursWhileTheAnswerIsBeingCommittedRefusesTheCaller) {
    call();
    callee_answers(200, test::sdp("bob"));
    only_call().hangup(model::cause::kManagerRequest, "test");
    EXPECT_EQ(caller_->status(), 480);
    EXPECT_EQ(record_.count("external ACK"), 1U);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    writer_.commit();
    answer_byes();
}

TEST_F(Hangup, OfOursEndsBothSidesWithReason) {
    call_is_up();
    only_call().hangup(model::cause::kManagerRequest, "test");
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE", "external BYE"));
    EXPECT_THAT(record_.last("internal BYE").header("Reason"), HasSubstr("MANAGER_REQUEST"));
    ASSERT_EQ(writer_.waiting(), 1U) << "nobody would repeat a BYE of ours";
    EXPECT_EQ(writer_.front().row.state, "ending");
    answer_byes();
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(Hangup, OfOursTwiceSendsOneByeASide) {
    call_is_up();
    only_call().hangup(model::cause::kManagerRequest, "test");
    only_call().hangup(model::cause::kManagerRequest, "again");
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE", "external BYE"));
    writer_.commit_at_once();
    answer_byes();
}

TEST_F(Hangup, OfOursWhileAByeIsUnderWayAddsNothing) {
    call_is_up();
    const auto bye = from_caller(sip::Method::Bye);
    only_call().hangup(model::cause::kManagerRequest, "test");
    EXPECT_THAT(record_.lines(), ElementsAre("external BYE"));
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
}

TEST_F(Hangup, OfAProfileEndsItsCallsAndCountsThem) {
    call_is_up();
    EXPECT_EQ(table_.hangup_all("nowhere", model::cause::kSystemShutdown, "test"), 0U);
    EXPECT_EQ(table_.hangup_all("external", model::cause::kSystemShutdown, "test"), 1U);
    writer_.commit_at_once();
    answer_byes();
}

TEST_F(Hangup, OfAProfileCancelsWhatRingsThere) {
    call();
    EXPECT_EQ(table_.hangup_all("external", model::cause::kManagerRequest, "test"), 0U);
    EXPECT_THAT(callee()->cancel_reason, HasSubstr("MANAGER_REQUEST"));
    EXPECT_EQ(caller_->status(), 480);
    callee()->answer(487);
}

// --- sockets that close

TEST_F(Hangup, AbandonedCallsLeaveTheirRowsAndSayNothing) {
    call_is_up();
    table_.abandon("internal");
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_EQ(writer_.rows.size(), 1U);
}

TEST_F(Hangup, OfAProfileMaySpareCallsThatAreUp) {
    call_is_up();
    EXPECT_EQ(table_.hangup_all(
                  "external", model::cause::kManagerRequest, "test", CallTable::Whom::NotUp),
              0U);
    const auto images = table_.images("external");
    ASSERT_EQ(images.size(), 1U);
    EXPECT_TRUE(table_.images("nowhere").empty());
    table_.abandon("external");
    drain();
    ASSERT_TRUE(Call::rehydrate(services_, images.front()));
    EXPECT_TRUE(record_.lines().empty()) << "nobody has heard of it";
    EXPECT_TRUE(table_.find(images.front().uuid)->is_up());
    table_.abandon({});
}

TEST_F(Hangup, CallThatRingsOnAProfileThatClosesIsRefused) {
    call();
    table_.abandon("external");
    drain();
    EXPECT_EQ(caller_->status(), 502);
    EXPECT_EQ(record_.count("external CANCEL"), 0U);
}

TEST_F(Hangup, CallerOnAProfileThatClosesLetsTheCalleesOfOthersGo) {
    call();
    table_.abandon("internal");
    drain();
    EXPECT_TRUE(callee()->cancelled);
    callee()->answer(487);
    drain();
    EXPECT_EQ(external().dialogs(), 0U);
}

TEST_F(Hangup, FencedNodeForgetsEvenWhatRings) {
    call();
    internal().shut();
    external().shut();
    table_.abandon({});
    drain();
    EXPECT_EQ(table_.size(), 0U);
    EXPECT_EQ(external().dialogs(), 0U);
}

}  // namespace
}  // namespace sofia::call
