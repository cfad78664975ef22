#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const sip::Header kAllow{"Allow", "INVITE, ACK, BYE, update"};

class Update : public test::CallWorld {
  protected:
    Update() { leaves_a_call = true; }

    // A call whose two peers take UPDATE. The commits of the test's own changes wait.
    void up_with_update() {
        writer_.commit_at_once();
        auto request = invite();
        request.headers.push_back(kAllow);
        call(std::move(request));
        callee_ = callee();
        sip::Response answer;
        answer.status = 200;
        answer.body = test::sdp("bob");
        answer.headers.push_back(kAllow);
        callee_->answer(answer);
        drain();
        caller_->ack();
        drain();
        record_.clear();
        writer_.hold();
    }
    std::shared_ptr<test::NodeRequest> asked() const {
        return external().last(sip::Method::Update);
    }
};

TEST_F(Update, IsAdvertised) {
    up_with_update();
    EXPECT_THAT(callee()->header("Allow"), HasSubstr("UPDATE"));
    EXPECT_THAT(caller_->header("Allow"), HasSubstr("UPDATE"));
}

TEST_F(Update, OffersReachTheOtherPeerAndAreAnsweredWhenDurable) {
    up_with_update();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    ASSERT_THAT(record_.lines(), ElementsAre("external UPDATE"));
    EXPECT_EQ(asked()->request.body, test::hold_sdp("alice"));
    EXPECT_EQ(asked()->header("Contact"), "<sip:mod_sofia@192.0.2.1:5080>");
    record_.clear();
    asked()->answer(200, test::sdp("bob2"));
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty()) << "no 200 before the commit";
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_EQ(writer_.front().row.state, "held");
    writer_.commit();
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("internal 200 UPDATE")) << "UPDATE has no ACK";
    EXPECT_EQ(change->reply().body, test::sdp("bob2"));
    EXPECT_EQ(change->header("Contact"), "<sip:mod_sofia@192.0.2.1:5060>");
    EXPECT_TRUE(only_call().a().holds);
    EXPECT_EQ(from_caller(sip::Method::Update, test::sdp("alice"))->status(), 0)
        << "nothing is under way any more";
}

TEST_F(Update, OfTheCalleeReachesTheCaller) {
    up_with_update();
    const auto change = from_callee(sip::Method::Update, test::sdp("bob2"));
    internal().last(sip::Method::Update)->answer(200, test::sdp("alice2"));
    writer_.commit();
    drain();
    EXPECT_EQ(change->reply().body, test::sdp("alice2"));
}

TEST_F(Update, GoesAsAReinviteToAPeerThatDoesNotTakeIt) {
    call_is_up();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    EXPECT_EQ(callee()->request.body, test::hold_sdp("alice"));
    callee()->answer(200, test::sdp("bob2"));
    drain();
    EXPECT_EQ(change->status(), 0);
    EXPECT_EQ(record_.count("external ACK"), 0U);
    writer_.commit();
    drain();
    EXPECT_EQ(change->status(), 200);
    EXPECT_EQ(record_.last("external ACK").cseq, callee()->cseq);
}

TEST_F(Update, GoesAgainAsAReinviteWhenThePeerDoesNotKnowItAfterAll) {
    up_with_update();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    asked()->answer(405);
    drain();
    EXPECT_EQ(change->status(), 0);
    callee()->answer(200, test::sdp("bob2"));
    writer_.commit();
    drain();
    EXPECT_EQ(change->status(), 200);
}

TEST_F(Update, RefusalIsPassedAndLeavesTheCallAsItWas) {
    up_with_update();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    asked()->answer(488);
    drain();
    EXPECT_EQ(change->status(), 488);
    EXPECT_FALSE(only_call().a().holds);
    EXPECT_EQ(only_call().a().remote_sdp, test::sdp("alice"));
    EXPECT_EQ(writer_.waiting(), 0U);
}

TEST_F(Update, WithoutOfferAndNewTargetIsAnsweredAtOnceAndNotPassed) {
    up_with_update();
    const auto refresh = from_caller(sip::Method::Update);
    EXPECT_EQ(refresh->status(), 200);
    EXPECT_THAT(record_.lines(), ElementsAre("internal 200 UPDATE"));
    EXPECT_EQ(writer_.waiting(), 0U) << "nothing changed";
}

// RFC 3261 12.2.2.
TEST_F(Update, WithANewTargetIsAnsweredWhenTheTargetIsDurable) {
    up_with_update();
    caller_->request.contacts = {{{{}, "sip:alice@203.0.113.77:5062", {}}, {}, 1000, false}};
    const auto refresh = from_caller(sip::Method::Update);
    EXPECT_EQ(refresh->status(), 0);
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_THAT(writer_.front().row.snapshot, HasSubstr("203.0.113.77"));
    writer_.commit();
    drain();
    EXPECT_EQ(refresh->status(), 200);
    from_callee(sip::Method::Info, {"text/plain", "x"});
    EXPECT_EQ(internal().last(sip::Method::Info)->target, "sip:alice@203.0.113.77:5062");
}

TEST_F(Update, ThatCouldNotBeWrittenIsRefusedAndTheOtherPeerGetsBackWhatItHad) {
    up_with_update();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    drain();
    writer_.fail(base::ErrorKind::Unavailable);
    drain();
    EXPECT_EQ(change->status(), 503);
    EXPECT_EQ(change->header("Retry-After"), "5");
    EXPECT_EQ(callee()->request.body, test::sdp("alice"));
    EXPECT_FALSE(only_call().a().holds);
}

TEST_F(Update, OfANodeThatWasReplacedIsNotAnswered) {
    up_with_update();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    asked()->answer(200, test::sdp("bob2"));
    drain();
    record_.clear();
    writer_.fail(base::ErrorKind::Stale);
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_EQ(change->status(), 0);
}

// RFC 3311 5.2.
TEST_F(Update, SecondBeforeTheAnswerToTheFirstIsPutOff) {
    up_with_update();
    from_caller(sip::Method::Update, test::hold_sdp("alice"));
    const auto second = from_caller(sip::Method::Update, test::sdp("alice3"));
    EXPECT_EQ(second->status(), 500);
    EXPECT_THAT(second->header("Retry-After"), testing::Not(IsEmpty()));
}

TEST_F(Update, ThatCrossesOursIsAnswered491) {
    up_with_update();
    from_caller(sip::Method::Update, test::hold_sdp("alice"));
    EXPECT_EQ(from_callee(sip::Method::Update, test::sdp("bob2"))->status(), 491);
    EXPECT_EQ(from_callee(sip::Method::Invite, test::sdp("bob2"))->status(), 491);
}

TEST_F(Update, ThatCrossesAReinviteIsPutOff) {
    up_with_update();
    from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    EXPECT_EQ(from_caller(sip::Method::Update, test::sdp("alice3"))->status(), 500);
    EXPECT_EQ(from_callee(sip::Method::Update, test::sdp("bob2"))->status(), 491);
    EXPECT_EQ(from_callee(sip::Method::Update)->status(), 200) << "it offers nothing";
}

TEST_F(Update, BeforeTheAnswerOffersNothingNew) {
    writer_.commit_at_once();
    call();
    callee_ = callee();
    callee_->answer(180);
    drain();
    EXPECT_EQ(from_caller(sip::Method::Update, test::sdp("alice2"))->status(), 500)
        << "the offer of the INVITE has no answer";
    EXPECT_EQ(from_caller(sip::Method::Update)->status(), 200);
    EXPECT_EQ(from_callee(sip::Method::Update, test::sdp("bob2"))->status(), 491);
    EXPECT_EQ(from_callee(sip::Method::Update)->status(), 200);
    EXPECT_EQ(caller_->status(), 180);
}

TEST_F(Update, WaitingWhenTheCallEndsIsAnswered487) {
    leaves_a_call = false;
    up_with_update();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    writer_.commit_at_once();
    from_callee(sip::Method::Bye);
    EXPECT_EQ(change->status(), 487);
    answer_byes();
}

// RFC 3261 12.2.1.2.
TEST_F(Update, ThatFindsNoDialogEndsTheCall) {
    leaves_a_call = false;
    up_with_update();
    writer_.commit_at_once();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    asked()->answer(481);
    drain();
    EXPECT_EQ(change->status(), 481);
    answer_byes();
}

TEST_F(Update, ThatIsNeverAnsweredEndsTheCall) {
    leaves_a_call = false;
    up_with_update();
    writer_.commit_at_once();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    asked()->time_out();
    drain();
    EXPECT_EQ(change->status(), 408);
    answer_byes();
}

}  // namespace
}  // namespace sofia::call
