#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const sip::Body kDigit{"application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"};

class InDialog : public test::CallWorld {
  protected:
    InDialog() { leaves_a_call = true; }
};

TEST_F(InDialog, InfoPassesWithItsBodyAndIsAnsweredByTheOtherPeer) {
    call_is_up();
    const auto info = from_caller(sip::Method::Info, kDigit);
    const auto passed = external().last(sip::Method::Info);
    EXPECT_EQ(passed->request.body, kDigit);
    EXPECT_EQ(info->status(), 0);
    passed->answer(200);
    drain();
    EXPECT_EQ(info->status(), 200);
}

// RFC 3261 15: a callee has no BYE before his answer has its ACK; 14.2, 8.2.1 for the others.
TEST_F(InDialog, RequestsOfACalleeWhoHasNotAnsweredAreRefusedAndTheCallRingsOn) {
    call();
    callee()->answer(180);
    drain();
    using sip::Method;
    for (const auto& [method, status] : {std::pair{Method::Bye, 481},
                                         std::pair{Method::Invite, 491},
                                         std::pair{Method::Info, 480},
                                         std::pair{Method::Options, 200},
                                         std::pair{Method::Other, 501}}) {
        callee_ = callee();
        EXPECT_EQ(from_callee(method)->status(), status);
    }
    EXPECT_EQ(caller_->status(), 180);
    writer_.commit_at_once();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller_->status(), 200);
    caller_->ack();
    drain();
    EXPECT_TRUE(only_call().is_up());
}

// RFC 3261 15.1.2: both sides hang up at once.
TEST_F(InDialog, ByeOfACalleeWhoseAnswerCrossedTheCancelIsAnswered) {
    leaves_a_call = false;
    call();
    callee()->answer(180);
    drain();
    caller_->cancel();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(record_.count("external BYE"), 1U);
    EXPECT_EQ(from_callee(sip::Method::Bye)->status(), 200);
    external().last(sip::Method::Bye)->answer(200);
    drain();
}

TEST_F(InDialog, InfoOfTheCalleePassesToTheCaller) {
    call_is_up();
    const auto info = from_callee(sip::Method::Info, kDigit);
    internal().last(sip::Method::Info)->answer(415);
    EXPECT_EQ(info->status(), 415);
}

TEST_F(InDialog, InfoEndsHereWhenTheProfileDoesNotPassIt) {
    call_is_up();
    configure("internal", [](model::ProfileCalls& calls) { calls.pass_info = false; });
    const auto info = from_caller(sip::Method::Info, kDigit);
    EXPECT_EQ(info->status(), 200);
    EXPECT_EQ(external().all(sip::Method::Info).size(), 0U);
    from_callee(sip::Method::Info, kDigit);
    EXPECT_EQ(internal().all(sip::Method::Info).size(), 1U) << "the callee's profile passes it";
    internal().last(sip::Method::Info)->answer(200);
}

TEST_F(InDialog, InfoPassesByItsContentType) {
    call_is_up();
    configure("internal", [](model::ProfileCalls& calls) {
        calls.pass_info_types = {"application/dtmf-relay"};
    });
    EXPECT_EQ(from_caller(sip::Method::Info, {"text/plain", "x"})->status(), 200);
    EXPECT_EQ(external().all(sip::Method::Info).size(), 0U);
    from_caller(sip::Method::Info, {"Application/DTMF-Relay; x=y", "Signal=5"});
    EXPECT_EQ(external().all(sip::Method::Info).size(), 1U);
    external().last(sip::Method::Info)->answer(200);
}

TEST_F(InDialog, InfoThatOnlyWeMustAuthenticateIsNotPassedAsAChallenge) {
    call_is_up();
    const auto info = from_caller(sip::Method::Info, kDigit);
    external().last(sip::Method::Info)->answer(407);
    EXPECT_EQ(info->status(), 500);
}

// RFC 3261 12.2.1.2.
TEST_F(InDialog, InfoThatFindsNoDialogEndsTheCall) {
    leaves_a_call = false;
    call_is_up();
    writer_.commit_at_once();
    const auto info = from_caller(sip::Method::Info, kDigit);
    external().last(sip::Method::Info)->answer(481);
    drain();
    EXPECT_EQ(info->status(), 481);
    EXPECT_EQ(record_.count("internal BYE"), 1U);
    answer_byes();
}

TEST_F(InDialog, InfosAtOnceAreAnsweredEachByItsOwn) {
    call_is_up();
    const auto first = from_caller(sip::Method::Info, kDigit);
    const auto second = from_caller(sip::Method::Info, kDigit);
    const auto passed = external().all(sip::Method::Info);
    ASSERT_EQ(passed.size(), 2U);
    passed[1]->answer(200);
    EXPECT_EQ(first->status(), 0);
    EXPECT_EQ(second->status(), 200);
    passed[0]->answer(480);
    EXPECT_EQ(first->status(), 480);
}

TEST_F(InDialog, InfoThatWaitsWhenTheCallEndsIsAnswered487) {
    leaves_a_call = false;
    call_is_up();
    writer_.commit_at_once();
    const auto info = from_caller(sip::Method::Info, kDigit);
    const auto passed = external().last(sip::Method::Info);
    from_callee(sip::Method::Bye);
    EXPECT_EQ(info->status(), 487);
    passed->answer(200);
    EXPECT_EQ(info->replies.size(), 1U);
    answer_byes();
}

TEST_F(InDialog, InfoThatIsNeverAnsweredDoesNotOutliveItsCall) {
    leaves_a_call = false;
    call_is_up();
    from_caller(sip::Method::Info, kDigit);
    const auto passed = external().last(sip::Method::Info);
    internal().shut();
    external().shut();
    table_.abandon({});
    drain();
    EXPECT_TRUE(passed->forgotten) << "its transaction would never be destroyed";
}

TEST_F(InDialog, RowIsWrittenAgainBeforeItsCseqLagsTooFarBehind) {
    call_is_up();
    const auto stored = external().state_of(callee_->call_id).local_cseq;
    while (external().state_of(callee_->call_id).local_cseq < stored + kCseqStep / 2 - 1) {
        from_caller(sip::Method::Info, kDigit);
        external().last(sip::Method::Info)->answer(200);
    }
    EXPECT_EQ(writer_.waiting(), 0U);
    from_caller(sip::Method::Info, kDigit);
    EXPECT_EQ(writer_.waiting(), 1U);
}

TEST_F(InDialog, RequiredExtensionIsRefusedByName) {
    call_is_up();
    auto request = caller_->request;
    request.method = sip::Method::Info;
    request.cseq = 5;
    request.to.params = {{"tag", caller_->local_tag}};
    request.require = {"timer", "gruu", "path"};
    const auto info = internal().receive(std::move(request));
    EXPECT_EQ(info->status(), 420);
    EXPECT_EQ(info->header("Unsupported"), "gruu") << "timer is offered";
    EXPECT_THAT(external().all(sip::Method::Info), IsEmpty());
}

TEST_F(InDialog, MethodsOfLaterVersionsAreRefusedWithWhatIsAllowed) {
    call_is_up();
    for (const auto method : {sip::Method::Subscribe, sip::Method::Message}) {
        const auto request = from_caller(method);
        EXPECT_EQ(request->status(), 405);
        EXPECT_THAT(request->header("Allow"), HasSubstr("INVITE"));
        EXPECT_THAT(request->header("Allow"), testing::Not(HasSubstr("SUBSCRIBE")));
    }
    EXPECT_EQ(from_caller(sip::Method::Other)->status(), 501);
}

TEST_F(InDialog, OptionsIsAnswered) {
    call_is_up();
    const auto options = from_caller(sip::Method::Options);
    EXPECT_EQ(options->status(), 200);
    EXPECT_EQ(options->header("Accept"), "application/sdp");
}

TEST_F(InDialog, RequestWithAnOldCseqReachesNobody) {
    call_is_up();
    auto request = caller_->request;
    request.method = sip::Method::Bye;
    request.cseq = 1;
    request.to.params = {{"tag", caller_->local_tag}};
    EXPECT_EQ(internal().receive(std::move(request))->status(), 500);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(InDialog, RequestForACallThatHasEndedIsAnswered481) {
    leaves_a_call = false;
    call_is_up();
    writer_.commit_at_once();
    from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_EQ(from_caller(sip::Method::Info, kDigit)->status(), 481);
}

}  // namespace
}  // namespace sofia::call
