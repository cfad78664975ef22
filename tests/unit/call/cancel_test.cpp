#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Cancel : public test::CallWorld {};

TEST_F(Cancel, BeforeTheAnswerCancelsTheCalleeAndPassesTheReason) {
    call();
    callee()->answer(180);
    record_.clear();
    caller_->cancel("SIP;cause=200;text=\"Call completed elsewhere\"");
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external CANCEL", "internal 487 INVITE"));
    EXPECT_EQ(callee()->cancel_reason, "SIP;cause=200;text=\"Call completed elsewhere\"");
    EXPECT_EQ(table_.size(), 0U);
    callee()->answer(487);
}

TEST_F(Cancel, WithoutReasonNamesTheCallersWish) {
    call();
    caller_->cancel();
    drain();
    EXPECT_THAT(callee()->cancel_reason, HasSubstr("ORIGINATOR_CANCEL"));
    callee()->answer(487);
}

TEST_F(Cancel, ThatCrossesTheCalleesAnswerLeadsToAckAndBye) {
    call();
    caller_->cancel();
    record_.clear();
    callee_answers(200, test::sdp("bob"));
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "external BYE"));
    EXPECT_THAT(record_.last("external BYE").header("Reason"), HasSubstr("ORIGINATOR_CANCEL"));
    EXPECT_EQ(caller_->status(), 487);
    answer_byes();
}

TEST_F(Cancel, WhileTheAnswerIsBeingCommittedEndsTheCallee) {
    call();
    callee_answers(200, test::sdp("bob"));
    record_.clear();
    caller_->cancel();
    drain();
    EXPECT_THAT(record_.lines(),
                ElementsAre("internal 487 INVITE", "external ACK", "external BYE"));
    writer_.commit();
    drain();
    EXPECT_EQ(caller_->replies.size(), 1U) << "no 200 after the 487";
    answer_byes();
    writer_.commit();
    EXPECT_THAT(writer_.rows, IsEmpty());
}

TEST_F(Cancel, AfterOurAnswerHasNoEffect) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    caller_->cancel();
    drain();
    EXPECT_TRUE(only_call().is_up());
    leaves_a_call = true;
}

TEST_F(Cancel, OfACallThatSleepsInItsDialplanEndsIt) {
    dialplan({{"sleep", "5000"}, {"bridge", "sofia/external/bob@198.51.100.7"}});
    call();
    caller_->cancel();
    advance(std::chrono::seconds(10));
    EXPECT_EQ(caller_->status(), 487);
    EXPECT_THAT(external().requests, IsEmpty());
}

TEST_F(Cancel, ByTheInvitesOwnExpiryAnswers487AndCancelsTheCallee) {
    auto request = invite();
    request.expires = 20;
    call(request);
    advance(std::chrono::seconds(19));
    EXPECT_EQ(caller_->status(), 0);
    advance(std::chrono::seconds(1));
    EXPECT_EQ(caller_->status(), 487);
    EXPECT_EQ(record_.count("external CANCEL"), 1U);
    callee()->answer(487);
}

TEST_F(Cancel, ByExpiryLeavesAnAnsweredCallAlone) {
    writer_.commit_at_once();
    auto request = invite();
    request.expires = 20;
    call(request);
    callee_answers(200, test::sdp("bob"));
    caller_->ack();
    advance(std::chrono::seconds(60));
    EXPECT_TRUE(only_call().is_up());
    only_call().hangup(model::cause::kNormalClearing, "end of the test");
    answer_byes();
}

}  // namespace
}  // namespace sofia::call
