#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Modify : public test::CallWorld {
  protected:
    Modify() { leaves_a_call = true; }

    // The last re-INVITE that bob got.
    std::shared_ptr<test::NodeRequest> asked() const { return callee(); }
};

TEST_F(Modify, CallersOfferReachesTheCalleeAndIsAnsweredWhenDurable) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    ASSERT_THAT(record_.lines(), ElementsAre("external INVITE"));
    EXPECT_EQ(asked()->request.body, test::hold_sdp("alice"));
    EXPECT_EQ(asked()->header("Contact"), "<sip:mod_sofia@192.0.2.1:5080>");
    EXPECT_THAT(asked()->header("Allow"), testing::HasSubstr("REFER"));
    record_.clear();
    asked()->answer(200, test::sdp("bob2"));
    EXPECT_THAT(record_.lines(), IsEmpty()) << "neither 200 nor ACK before the commit";
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_EQ(writer_.front().row.state, "held");
    writer_.commit();
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "internal 200 INVITE"));
    EXPECT_EQ(change->reply().body, test::sdp("bob2"));
    EXPECT_TRUE(only_call().a().holds);
    change->ack();
    drain();
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob3"))->status(), 0)
        << "nothing is under way any more";
}

TEST_F(Modify, CalleesOfferReachesTheCaller) {
    call_is_up();
    const auto change = from_callee(sip::Method::Invite, test::sdp("bob2"));
    EXPECT_EQ(internal().last(sip::Method::Invite)->request.body, test::sdp("bob2"));
    EXPECT_EQ(internal().last(sip::Method::Invite)->target, "sip:alice@203.0.113.9:5062");
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice2"));
    writer_.commit();
    drain();
    EXPECT_EQ(change->status(), 200);
    EXPECT_EQ(change->reply().body, test::sdp("alice2"));
}

// RFC 3261 8.2.3.
TEST_F(Modify, BodyThatIsNoDescriptionIsRefused) {
    call_is_up();
    record_.clear();
    EXPECT_EQ(from_caller(sip::Method::Invite, {"text/plain", "x"})->status(), 415);
    const auto update = from_callee(sip::Method::Update, {"text/plain", "x"});
    EXPECT_EQ(update->status(), 415);
    EXPECT_EQ(update->header("Accept"), "application/sdp");
    EXPECT_THAT(record_.lines(), ElementsAre("internal 415 INVITE", "external 415 UPDATE"));
}

TEST_F(Modify, CarriesTheContactOfTheFirstInvite) {
    dialplan({{"bridge",
               "[sip_contact_user=office]sofia/external/bob@198.51.100.7:5060;transport=tcp"}});
    call_is_up();
    const auto first = callee()->header("Contact");
    EXPECT_EQ(first, "<sip:office@192.0.2.1:5080;transport=tcp>");
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    EXPECT_EQ(asked()->header("Contact"), first);
}

TEST_F(Modify, SecondOneTakesTheCallOffHold) {
    call_is_up();
    writer_.commit_at_once();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"))->ack();
    asked()->answer(200, test::sdp("bob"));
    drain();
    from_caller(sip::Method::Invite, test::sdp("alice"));
    asked()->answer(200, test::sdp("bob"));
    drain();
    EXPECT_FALSE(only_call().a().holds);
    EXPECT_EQ(writer_.rows.begin()->second.state, "active");
}

TEST_F(Modify, GlareIsAnswered491) {
    call_is_up();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    EXPECT_EQ(from_callee(sip::Method::Invite, test::hold_sdp("bob"))->status(), 491);
    asked()->answer(491);
    drain();
    EXPECT_EQ(from_callee(sip::Method::Invite, test::hold_sdp("bob"))->status(), 0);
}

TEST_F(Modify, BeforeTheFirstAckIsAnswered491) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob2"))->status(), 491);
    caller_->ack();
    drain();
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob2"))->status(), 0);
}

TEST_F(Modify, LateOfferIsMadeByTheOtherSideAndAnsweredInTheAck) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite);
    EXPECT_TRUE(asked()->request.body.empty());
    asked()->answer(200, test::sdp("bob2"));
    writer_.commit();
    drain();
    EXPECT_EQ(change->reply().body, test::sdp("bob2"));
    EXPECT_EQ(record_.count("external ACK"), 0U);
    change->ack(test::sdp("alice2"));
    drain();
    EXPECT_EQ(record_.last("external ACK").body, test::sdp("alice2"));
    EXPECT_EQ(record_.last("external ACK").cseq, asked()->cseq);
    EXPECT_EQ(only_call().a().remote_sdp, test::sdp("alice2"));
}

TEST_F(Modify, LateOfferCanEndAHold) {
    call_is_up();
    writer_.commit_at_once();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"))->ack();
    asked()->answer(200, test::sdp("bob"));
    drain();
    const auto resume = from_caller(sip::Method::Invite);
    asked()->answer(200, test::sdp("bob"));
    drain();
    resume->ack(test::sdp("alice"));
    drain();
    EXPECT_FALSE(only_call().a().holds);
}

TEST_F(Modify, RefusalPassesWithItsStatusAndChangesNothing) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(488);
    drain();
    EXPECT_EQ(change->status(), 488);
    EXPECT_EQ(only_call().a().remote_sdp, test::sdp("alice"));
    EXPECT_FALSE(only_call().a().holds);
    EXPECT_EQ(writer_.waiting(), 0U);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(Modify, WhatOnlyWeWereAskedIsNotPassed) {
    call_is_up();
    for (const int status : {401, 407, 302}) {
        const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
        asked()->answer(status);
        drain();
        EXPECT_EQ(change->status(), 488) << status;
    }
}

TEST_F(Modify, DialogThatIsGoneEndsTheCall) {
    for (const int status : {481, 408}) {
        call_is_up();
        const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
        asked()->answer(status);
        drain();
        EXPECT_EQ(change->status(), status);
        EXPECT_EQ(record_.count("internal BYE"), 1U);
        writer_.commit_at_once();
        answer_byes();
        EXPECT_EQ(table_.size(), 0U);
    }
    leaves_a_call = false;
}

TEST_F(Modify, CommitThatFailsRefusesTheChangeAndTakesItBack) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    writer_.fail(base::ErrorKind::Timeout);
    drain();
    EXPECT_EQ(change->status(), 503);
    EXPECT_EQ(change->header("Retry-After"), "5");
    EXPECT_EQ(record_.count("external ACK"), 1U);
    EXPECT_EQ(record_.count("external INVITE"), 2U);
    EXPECT_EQ(asked()->request.body, test::sdp("alice")) << "the callee gets what stood before";
    EXPECT_FALSE(only_call().a().holds);
    asked()->answer(200, test::sdp("bob3"));
    drain();
    EXPECT_EQ(record_.count("external ACK"), 2U);
    EXPECT_EQ(only_call().a().remote_sdp, test::sdp("alice"));
    EXPECT_EQ(only_call().a().local_sdp, test::sdp("bob")) << "what the caller was last told";
    EXPECT_EQ(only_call().b()->remote_sdp, test::sdp("bob3"));
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(writer_.rows.begin()->second.state, "active");
}

TEST_F(Modify, ProfileMayAcceptAChangeThatIsNotDurable) {
    configure("internal", [](model::ProfileCalls& calls) { calls.answer_when_volatile = true; });
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    writer_.fail(base::ErrorKind::Unavailable);
    drain();
    EXPECT_EQ(change->status(), 200);
    EXPECT_TRUE(only_call().is_volatile());
}

TEST_F(Modify, FencedNodeDoesNotAnswerTheChange) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    record_.clear();
    writer_.fail(base::ErrorKind::Stale);
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_EQ(change->status(), 0);
}

TEST_F(Modify, CancelOfAChangeCancelsItOnTheOtherSideAndTheNextOneIsServed) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    change->cancel();
    drain();
    EXPECT_EQ(change->status(), 487);
    EXPECT_TRUE(asked()->cancelled);
    asked()->answer(487);
    drain();
    EXPECT_TRUE(only_call().is_up());
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob2"))->status(), 0)
        << "a cancelled change must not block the others";
}

TEST_F(Modify, CancelThatCrossesTheOthersAnswerGivesItItsOldDescriptionBack) {
    call_is_up();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"))->cancel();
    asked()->answer(200, test::sdp("bob2"));
    drain();
    EXPECT_EQ(record_.count("external ACK"), 1U);
    EXPECT_EQ(asked()->request.body, test::sdp("alice"));
    asked()->answer(200, test::sdp("bob3"));
    drain();
    EXPECT_EQ(record_.count("external ACK"), 2U);
    EXPECT_FALSE(only_call().a().holds);
}

TEST_F(Modify, CancelWhileTheChangeIsBeingCommittedTakesItBack) {
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    change->cancel();
    writer_.commit();
    drain();
    EXPECT_EQ(change->status(), 487);
    EXPECT_EQ(asked()->request.body, test::sdp("alice"));
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(writer_.rows.begin()->second.state, "active");
}

// A second change would destroy the INVITE that restores the callee, and the stack would then end
// the callee's dialog when its 2xx came.
TEST_F(Modify, ChangeIsRefusedWhileTheOtherSideIsBeingRestored) {
    call_is_up();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    writer_.fail(base::ErrorKind::Timeout);
    drain();
    const auto restoring = asked();
    EXPECT_EQ(from_caller(sip::Method::Invite, test::hold_sdp("alice"))->status(), 491);
    EXPECT_EQ(from_callee(sip::Method::Invite, test::hold_sdp("bob"))->status(), 491);
    restoring->answer(200, test::sdp("bob"));
    drain();
    EXPECT_FALSE(restoring->refused_by_stack);
    EXPECT_EQ(from_caller(sip::Method::Invite, test::hold_sdp("alice"))->status(), 0);
}

TEST_F(Modify, SideThatIsGoneWhenItIsRestoredEndsTheCall) {
    leaves_a_call = false;
    call_is_up();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    writer_.fail(base::ErrorKind::Timeout);
    drain();
    asked()->answer(481);
    writer_.commit_at_once();
    drain();
    answer_byes();
}

// RFC 3261 14.1: a re-INVITE of ours that met the peer's is sent again, by who made the Call-ID
// after 2.1 to 4 s, by the other after 0 to 2 s.
TEST_F(Modify, RestorationThatMeetsAReinviteOfTheOtherSideIsRepeatedInTime) {
    for (const bool to_callee : {true, false}) {
        call_is_up();
        const auto& asked_side = to_callee ? external() : internal();
        to_callee ? from_caller(sip::Method::Invite, test::hold_sdp("alice"))
                  : from_callee(sip::Method::Invite, test::hold_sdp("bob"));
        asked_side.last(sip::Method::Invite)->answer(200, test::sdp("new"));
        writer_.fail(base::ErrorKind::Timeout);
        drain();
        const auto line = to_callee ? "external INVITE" : "internal INVITE";
        ASSERT_EQ(record_.count(line), 2U) << "the change is taken back";
        asked_side.last(sip::Method::Invite)->answer(491);
        drain();
        using std::chrono::milliseconds;
        const auto [least, most] = to_callee ? std::pair{milliseconds(2099), milliseconds(4000)}
                                             : std::pair{milliseconds(0), milliseconds(2000)};
        advance(least);
        EXPECT_EQ(record_.count(line), to_callee ? 2U : record_.count(line));
        advance(most - least);
        EXPECT_EQ(record_.count(line), 3U);
        asked_side.last(sip::Method::Invite)->answer(200, test::sdp("old"));
        drain();
        table_.hangup_all({}, model::cause::kNormalClearing, "end of the test");
        writer_.commit_at_once();
        answer_byes();
    }
}

TEST_F(Modify, ReinviteAfterByeIsAnswered481) {
    call_is_up();
    from_caller(sip::Method::Bye);
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob2"))->status(), 481);
}

TEST_F(Modify, WithoutAckEndsTheCall) {
    leaves_a_call = false;
    call_is_up();
    writer_.commit_at_once();
    const auto change = from_caller(sip::Method::Invite, test::sdp("alice2"));
    asked()->answer(200, test::sdp("bob2"));
    drain();
    change->lose_ack();
    drain();
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    answer_byes();
}

TEST_F(Modify, ByeDuringAChangeAnswersItWith487) {
    leaves_a_call = false;
    call_is_up();
    writer_.commit_at_once();
    const auto change = from_caller(sip::Method::Invite, test::sdp("alice2"));
    from_callee(sip::Method::Bye);
    EXPECT_EQ(change->status(), 487);
    EXPECT_TRUE(asked()->cancelled);
    answer_byes();
}

TEST_F(Modify, ByeWhileAChangeIsBeingCommittedEndsTheCall) {
    leaves_a_call = false;
    call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::sdp("alice2"));
    asked()->answer(200, test::sdp("bob2"));
    from_callee(sip::Method::Bye);
    EXPECT_EQ(change->status(), 487);
    EXPECT_EQ(record_.count("external ACK"), 1U) << "a 2xx is acknowledged whatever follows";
    writer_.commit_at_once();
    answer_byes();
}

TEST_F(Modify, NewContactOfThePeerIsUsedFromThenOn) {
    call_is_up();
    writer_.commit_at_once();
    auto request = caller_->request;
    request.cseq = 7;
    request.to.params = {{"tag", caller_->local_tag}};
    request.contacts.front().address.uri = "sip:alice@203.0.113.10:5070";
    internal().receive(std::move(request));
    asked()->answer(200, test::sdp("bob"));
    drain();
    EXPECT_EQ(internal().state_of(caller_->request.call_id).remote_target,
              "sip:alice@203.0.113.10:5070");
}

}  // namespace
}  // namespace sofia::call
