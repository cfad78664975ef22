#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Answer : public test::CallWorld {};

TEST_F(Answer, CalleeIsCalledWithTheCallersDescriptionAndNothingElseOfTheCallersLeg) {
    auto request = invite();
    request.max_forwards = 12;
    call(std::move(request));
    const auto rings = callee();
    EXPECT_EQ(rings->target, "sip:bob@198.51.100.7");
    EXPECT_EQ(rings->request.body, test::sdp("alice"));
    EXPECT_EQ(rings->header("Max-Forwards"), "11");
    EXPECT_EQ(rings->header("Contact"), "<sip:mod_sofia@192.0.2.1:5080>");
    EXPECT_NE(rings->call_id, caller_->request.call_id);
    for (const auto& header : rings->request.headers)
        EXPECT_THAT(header.value, Not(HasSubstr("203.0.113.9"))) << header.name;
    caller_->cancel();
    rings->answer(487);
}

TEST_F(Answer, NothingLeavesToEitherPeerBeforeTheCommit) {
    call();
    record_.clear();
    callee_answers(200, test::sdp("bob"));
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_THAT(record_.lines(), IsEmpty());
    writer_.commit();
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "internal 200 INVITE"));
    EXPECT_TRUE(only_call().is_up());
    leaves_a_call = true;
}

TEST_F(Answer, CallersAnswerCarriesTheCalleesDescriptionAndOurContact) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller_->reply().body, test::sdp("bob"));
    EXPECT_EQ(caller_->header("Contact"), "<sip:mod_sofia@192.0.2.1:5060>");
    EXPECT_THAT(caller_->header("Allow"), HasSubstr("INFO"));
    leaves_a_call = true;
}

TEST_F(Answer, RowNamesBothDialogsAndThePeople) {
    call();
    callee_answers(200, test::sdp("bob"));
    const auto& row = writer_.front().row;
    EXPECT_EQ(row.uuid, only_call().uuid());
    EXPECT_EQ(row.profile, "internal");
    EXPECT_EQ(row.state, "active");
    EXPECT_EQ(row.caller_id_number, "alice");
    EXPECT_EQ(row.destination, "2000");
    EXPECT_EQ(row.a.call_id, caller_->request.call_id);
    EXPECT_EQ(row.a.local_tag, caller_->local_tag);
    EXPECT_EQ(row.b.call_id, callee_->call_id);
    EXPECT_EQ(row.b.local_tag, callee_->local_tag);
    EXPECT_LT(row.snapshot.size(), 4096U);
    leaves_a_call = true;
}

TEST_F(Answer, CommitThatFailsRefusesTheCallerAndEndsTheCallee) {
    for (const auto kind : {base::ErrorKind::Timeout,
                            base::ErrorKind::Unavailable,
                            base::ErrorKind::Overload,
                            base::ErrorKind::InDoubt}) {
        call();
        callee_answers(200, test::sdp("bob"));
        record_.clear();
        writer_.fail(kind);
        drain();
        EXPECT_EQ(caller_->status(), 503);
        EXPECT_EQ(caller_->header("Retry-After"), "5");
        EXPECT_THAT(record_.lines(),
                    ElementsAre("internal 503 INVITE", "external ACK", "external BYE"));
        EXPECT_EQ(record_.last("external BYE").header("Reason"),
                  "Q.850;cause=41;text=\"NORMAL_TEMPORARY_FAILURE\"");
        answer_byes();
        ASSERT_EQ(writer_.waiting(), 1U) << base::to_string(kind);
        EXPECT_TRUE(writer_.front().is_removal) << "a write that came late must not stay";
        writer_.commit();
    }
}

TEST_F(Answer, ProfileMayAnswerAlthoughTheCommitFailed) {
    configure("internal", [](model::ProfileCalls& calls) { calls.answer_when_volatile = true; });
    call();
    callee_answers(200, test::sdp("bob"));
    writer_.fail(base::ErrorKind::Timeout);
    drain();
    EXPECT_EQ(caller_->status(), 200);
    EXPECT_TRUE(only_call().is_volatile());
    leaves_a_call = true;
}

TEST_F(Answer, FencedNodeSaysNothingMoreToAnybody) {
    call();
    callee_answers(200, test::sdp("bob"));
    record_.clear();
    writer_.fail(base::ErrorKind::Stale);
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    internal().shut();
    external().shut();
    table_.abandon({});
    drain();
    EXPECT_EQ(writer_.removals, 0U) << "the row belongs to another node";
    EXPECT_THAT(record_.lines(), IsEmpty());
}

TEST_F(Answer, UntrackedProfileAnswersWithoutTheDatabase) {
    configure("internal", [](model::ProfileCalls& calls) { calls.track_calls = false; });
    call();
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller_->status(), 200);
    EXPECT_EQ(writer_.puts, 0U);
    caller_->ack();
    from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_EQ(writer_.removals, 0U);
}

TEST_F(Answer, EarlyDescriptionIsPassedOnceOnly) {
    call();
    callee()->answer(180);
    EXPECT_EQ(caller_->status(), 180);
    EXPECT_TRUE(caller_->reply().body.empty());
    callee()->answer(183, test::sdp("bob"));
    EXPECT_EQ(caller_->status(), 183);
    EXPECT_EQ(caller_->reply().body, test::sdp("bob"));
    callee()->answer(183, test::sdp("announcement"));
    EXPECT_TRUE(caller_->reply().body.empty());
    EXPECT_EQ(caller_->header("Contact"), "<sip:mod_sofia@192.0.2.1:5060>");
    caller_->cancel();
    callee()->answer(487);
}

TEST_F(Answer, LateOfferTravelsInTheAnswerAndTheCallersAckCarriesTheAnswerBack) {
    writer_.commit_at_once();
    auto request = invite();
    request.body = {};
    call(std::move(request));
    EXPECT_TRUE(callee()->request.body.empty());
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller_->reply().body, test::sdp("bob"));
    EXPECT_EQ(record_.count("external ACK"), 0U) << "its answer is not known yet";
    caller_->ack(test::sdp("alice"));
    drain();
    EXPECT_EQ(record_.last("external ACK").body, test::sdp("alice"));
    EXPECT_EQ(record_.last("external ACK").cseq, callee_->cseq);
    EXPECT_EQ(only_call().a().remote_sdp, test::sdp("alice"));
    EXPECT_EQ(only_call().b()->local_sdp, test::sdp("alice"));
    EXPECT_EQ(writer_.puts, 2U) << "the descriptions of a late offer are written as well";
    leaves_a_call = true;
}

TEST_F(Answer, CallWithoutAckIsEndedOnBothSides) {
    writer_.commit_at_once();
    call();
    callee_answers(200, test::sdp("bob"));
    record_.clear();
    caller_->lose_ack();
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE", "external BYE"));
    EXPECT_THAT(record_.last("external BYE").header("Reason"),
                HasSubstr("RECOVERY_ON_TIMER_EXPIRE"));
    answer_byes();
    EXPECT_THAT(writer_.rows, IsEmpty());
}

TEST_F(Answer, LateOfferWithoutAckAcknowledgesTheCalleeBeforeItsBye) {
    writer_.commit_at_once();
    auto request = invite();
    request.body = {};
    call(std::move(request));
    callee_answers(200, test::sdp("bob"));
    record_.clear();
    caller_->lose_ack();
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE", "external ACK", "external BYE"));
    answer_byes();
}

TEST_F(Answer, CallersFailedAnswerIsTheCalleesStatusAndCause) {
    struct Case {
        int callee;
        int caller;
        std::string reason;
    };
    for (const auto& [sent, told, reason] : {Case{486, 486, "USER_BUSY"},
                                             Case{404, 404, "UNALLOCATED_NUMBER"},
                                             Case{603, 603, "CALL_REJECTED"},
                                             Case{488, 488, "INCOMPATIBLE_DESTINATION"},
                                             Case{480, 480, "NO_USER_RESPONSE"},
                                             Case{606, 606, "INCOMPATIBLE_DESTINATION"},
                                             Case{500, 500, "NORMAL_TEMPORARY_FAILURE"},
                                             // What concerns our own request alone.
                                             Case{401, 603, "CALL_REJECTED"},
                                             Case{420, 480, ""}}) {
        call();
        callee_answers(sent);
        EXPECT_EQ(caller_->status(), told) << sent;
        EXPECT_THAT(caller_->header("Reason"), HasSubstr(reason)) << sent;
    }
    EXPECT_EQ(counters("internal").failed_calls_in, 9U);
    EXPECT_EQ(counters("external").failed_calls_out, 9U);
}

TEST_F(Answer, ReasonOfTheCalleeSaysMoreThanItsStatus) {
    call();
    callee()->answer(500, {}, "Q.850;cause=17;text=\"busy\"");
    drain();
    EXPECT_EQ(caller_->status(), 500);
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("cause=17"));
    dialplan(
        {{"set", "sip_ignore_remote_cause=true"}, {"bridge", "sofia/external/bob@198.51.100.7"}});
    call();
    callee()->answer(500, {}, "Q.850;cause=17;text=\"busy\"");
    drain();
    EXPECT_EQ(caller_->status(), 486) << "when the cause is to decide";
}

TEST_F(Answer, CallersWhoMustNotCallAreRefusedBeforeAnythingIsMade) {
    auto request = invite();
    request.require = {"100rel"};
    call(std::move(request));
    EXPECT_EQ(caller_->status(), 420);
    EXPECT_EQ(caller_->header("Unsupported"), "100rel");
    EXPECT_THAT(caller_->header("Allow"), HasSubstr("INVITE"));
    EXPECT_EQ(table_.total(), 0U);
}

TEST_F(Answer, NumberWithoutExtensionIsNotFound) {
    services_.settings.dialplan = std::make_shared<dialplan::Dialplan>();
    call();
    EXPECT_EQ(caller_->status(), 404);
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("NO_ROUTE_DESTINATION"));
    EXPECT_EQ(counters("internal").failed_calls_in, 1U);
}

TEST_F(Answer, CountersFollowTheCall) {
    call();
    EXPECT_EQ(counters("internal").calls_in, 1U);
    EXPECT_EQ(counters("internal").in_use, 1U);
    EXPECT_EQ(counters("internal").proceeding, 1U);
    EXPECT_EQ(counters("external").calls_out, 1U);
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(counters("internal").proceeding, 1U) << "the caller has no answer yet";
    writer_.commit();
    EXPECT_EQ(counters("internal").proceeding, 0U);
    EXPECT_EQ(counters("internal").in_use, 1U);
    leaves_a_call = true;
}

}  // namespace
}  // namespace sofia::call
