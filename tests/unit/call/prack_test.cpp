#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/reliable.hpp"
#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(RAck, IsReadAsTheStandardWritesIt) {
    EXPECT_EQ(read_rack("776656 1 INVITE"), (RAck{776656, 1}));
    for (const auto* nonsense :
         {"", "1 INVITE", "1 2 UPDATE", "x 1 INVITE", "1 -1 INVITE", "4294967296 1 INVITE"})
        EXPECT_EQ(read_rack(nonsense), std::nullopt) << nonsense;
}

TEST(ReliableNumber, IsThereWhenAPrackIsRequired) {
    sip::Response response;
    response.status = 183;
    response.headers = {{"RSeq", "42"}};
    EXPECT_EQ(reliable_number(response), std::nullopt);
    response.require = {"100REL"};
    EXPECT_EQ(reliable_number(response), 42U);
    response.status = 200;
    EXPECT_EQ(reliable_number(response), std::nullopt);
}

class Prack : public test::CallWorld {
  protected:
    Prack() {
        leaves_a_call = true;
        for (const auto* profile : {"internal", "external"})
            configure(profile, [](auto& calls) { calls.enable_100rel = true; });
        writer_.commit_at_once();
    }

    void call_with(const std::string& extension, bool is_required = false) {
        auto request = invite();
        (is_required ? request.require : request.supported) = {extension};
        call(std::move(request));
        callee_ = callee();
    }
    // A provisional response of bob; reliable with a number.
    void bob_says(int status, std::uint32_t rseq = 0, sip::Body body = {}) {
        sip::Response response;
        response.status = status;
        response.body = std::move(body);
        if (rseq != 0) {
            response.require = {"100rel"};
            response.headers = {{"RSeq", std::to_string(rseq)}};
        }
        callee()->answer(response);
        drain();
    }
    // Alice acknowledges the last provisional answer.
    std::shared_ptr<test::PeerRequest> alice_acknowledges(sip::Body body = {}) {
        caller_->request.headers = {{"RAck", caller_->header("RSeq") + " 1 INVITE"}};
        return from_caller(sip::Method::Prack, std::move(body));
    }
    void connected() {
        EXPECT_EQ(caller_->status(), 200);
        caller_->ack();
        drain();
        EXPECT_TRUE(only_call().is_up());
    }
};

TEST_F(Prack, IsNotSpokenOfWhereItIsSwitchedOff) {
    for (const auto* profile : {"internal", "external"})
        configure(profile, [](auto& calls) { calls.enable_100rel = false; });
    call_with("100rel");
    EXPECT_EQ(callee()->header("Supported"), "timer");
    bob_says(180);
    EXPECT_EQ(caller_->header("RSeq"), "");
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, OfTheCallersRingingEndsItsRepetition) {
    call_with("100rel");
    bob_says(180);
    ASSERT_EQ(caller_->status(), 180);
    EXPECT_EQ(caller_->header("Require"), "100rel");
    const auto first = caller_->header("RSeq");
    advance(500ms);
    EXPECT_EQ(caller_->replies.size(), 2U);
    EXPECT_EQ(caller_->header("RSeq"), first);
    advance(1s);
    EXPECT_EQ(caller_->replies.size(), 3U);
    EXPECT_EQ(alice_acknowledges()->status(), 200);
    advance(20s);
    EXPECT_EQ(caller_->replies.size(), 3U);
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, ThatMatchesNothingIsAnswered481) {
    call_with("100rel");
    bob_says(180);
    caller_->request.headers = {{"RAck", "1 7 INVITE"}};
    EXPECT_EQ(from_caller(sip::Method::Prack)->status(), 481);
    EXPECT_EQ(alice_acknowledges()->status(), 200);
    EXPECT_EQ(alice_acknowledges()->status(), 481) << "a second one for the same answer";
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, NextAnswerWaitsForThatOfTheOneBefore) {
    call_with("100rel");
    bob_says(180);
    const auto first = std::stoul(caller_->header("RSeq"));
    bob_says(183);
    EXPECT_EQ(caller_->status(), 180);
    alice_acknowledges();
    EXPECT_EQ(caller_->status(), 183);
    EXPECT_EQ(std::stoul(caller_->header("RSeq")), first + 1);
    alice_acknowledges();
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, ThatNeverComesRefusesTheCallWith504) {
    leaves_a_call = false;
    call_with("100rel");
    bob_says(180);
    advance(32s);
    EXPECT_EQ(caller_->status(), 504);
    EXPECT_TRUE(callee()->cancelled);
    callee()->answer(487);
    drain();
}

TEST_F(Prack, IsNotWaitedForByA200WhenNothingWasDescribed) {
    call_with("100rel");
    bob_says(180);
    callee_answers(200, test::sdp("bob"));
    connected();
    advance(1s);
    EXPECT_EQ(caller_->status(), 200) << "180 is not repeated behind it";
    EXPECT_EQ(caller_->header("Supported"), "replaces, norefersub, timer, 100rel");
}

// RFC 3262 3: the final answer went out before it.
TEST_F(Prack, OfRingingIsStillTakenAfterThe200) {
    call_with("100rel");
    bob_says(180);
    const auto rack = caller_->header("RSeq") + " 1 INVITE";
    callee_answers(200, test::sdp("bob"));
    connected();
    caller_->request.headers = {{"RAck", rack}};
    EXPECT_EQ(from_caller(sip::Method::Prack)->status(), 200);
    EXPECT_EQ(from_caller(sip::Method::Prack)->status(), 481) << "once";
}

// RFC 3262 3.
TEST_F(Prack, IsWaitedForByA200WhenTheOfferWasAnsweredBefore) {
    call_with("100rel");
    bob_says(183, 7, test::sdp("bob"));
    ASSERT_EQ(caller_->status(), 183);
    EXPECT_EQ(caller_->reply().body, test::sdp("bob"));
    EXPECT_EQ(caller_->header("Require"), "100rel");
    callee_answers(200);
    EXPECT_EQ(caller_->status(), 183);
    alice_acknowledges();
    EXPECT_EQ(caller_->reply().body, test::sdp("bob")) << "the 2xx need not repeat it to us";
    connected();
}

TEST_F(Prack, CallerMayGiveUpWhileThe200Waits) {
    leaves_a_call = false;
    call_with("100rel");
    bob_says(183, 7, test::sdp("bob"));
    callee_answers(200);
    caller_->cancel();
    drain();
    EXPECT_EQ(caller_->status(), 487);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    answer_byes();
}

TEST_F(Prack, PreviewOfADescriptionIsNotGivenAsAnAnswer) {
    call_with("100rel");
    bob_says(183, 0, test::sdp("bob"));
    EXPECT_EQ(caller_->reply().body, test::sdp("bob"));
    EXPECT_EQ(caller_->header("Require"), "");
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, PreviewIsLeftOutForACallerThatWantsAllOfItReliable) {
    call_with("100rel", true);
    bob_says(183, 0, test::sdp("bob"));
    EXPECT_TRUE(caller_->reply().body.empty());
    EXPECT_EQ(caller_->header("Require"), "100rel");
    alice_acknowledges();
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, WithAnOfferIsRefusedWithAWord) {
    call_with("100rel");
    bob_says(180);
    const auto prack = alice_acknowledges(test::sdp("alice2"));
    EXPECT_EQ(prack->status(), 488);
    EXPECT_THAT(prack->header("Warning"), HasSubstr("PRACK"));
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, GoesToACalleeThatAnswersReliably) {
    call();
    bob_says(180, 41);
    const auto prack = external().last(sip::Method::Prack);
    EXPECT_EQ(prack->header("RAck"), "41 " + std::to_string(callee()->cseq) + " INVITE");
    EXPECT_EQ(prack->cseq, callee()->cseq + 1);
    EXPECT_EQ(prack->target, "sip:answering@198.51.100.7:5060");
    EXPECT_EQ(caller_->status(), 180);
    EXPECT_EQ(caller_->header("RSeq"), "") << "this caller did not ask for it";
    prack->answer(200);
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, IsSentOnceForEachAnswerInItsOrder) {
    call();
    bob_says(180, 41);
    bob_says(180, 41);
    bob_says(183, 43);
    EXPECT_EQ(external().all(sip::Method::Prack).size(), 1U);
    EXPECT_EQ(caller_->replies.size(), 1U);
    bob_says(183, 42);
    bob_says(183, 43);
    EXPECT_EQ(external().all(sip::Method::Prack).size(), 3U);
    callee_answers(200, test::sdp("bob"));
    connected();
}

TEST_F(Prack, IsNotOfferedWithoutADescriptionInTheInvite) {
    auto request = invite();
    request.body = {};
    request.supported = {"100rel"};
    call(std::move(request));
    EXPECT_EQ(callee()->header("Supported"), "timer");
    bob_says(180);
    EXPECT_EQ(caller_->header("RSeq"), "");
    leaves_a_call = false;
    bob_says(183, 9, test::sdp("bob"));
    EXPECT_TRUE(callee()->cancelled) << "it makes an offer where we cannot answer";
    EXPECT_EQ(caller_->status(), 488);
    callee()->answer(487);
    drain();
}

}  // namespace
}  // namespace sofia::call
