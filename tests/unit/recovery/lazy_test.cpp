#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/uuid.hpp"
#include "model/call_tag.hpp"
#include "unit/recovery/taken_over.hpp"

namespace sofia::recovery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class LazyLookUp : public TakenOver {};
class AnswerToTheDeadNode : public TakenOver {};

// --- before `recover`

TEST_F(LazyLookUp, RequestForACallInTheDatabaseIsAnsweredByTheRebuiltCall) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    const auto bye = from_caller(sip::Method::Bye);
    EXPECT_EQ(bye->status(), 0);
    ASSERT_THAT(source_.look_ups, SizeIs(1));
    EXPECT_EQ(source_.look_ups[0].first, row.a);
    EXPECT_THAT(source_.called, ElementsAre(row.uuid));
    source_.answer(row);
    drain();
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(record_.count("external BYE"), 1U);
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
}

TEST_F(LazyLookUp, CalleesRequestFindsTheCallByItsOwnDialog) {
    const auto row = row_of_dead_node();
    const auto change = from_callee(sip::Method::Invite, test::hold_sdp("bob"));
    EXPECT_EQ(source_.look_ups.at(0).first, row.b);
    EXPECT_THAT(source_.called, ElementsAre(row.uuid));
    source_.answer(row);
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(change->status(), 200);
}

TEST_F(LazyLookUp, RequestsOfOneDialogShareOneLookUpAndKeepTheirOrder) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    const auto info = from_caller(sip::Method::Info, {"application/dtmf-relay", "Signal=1"});
    const auto bye = from_caller(sip::Method::Bye);
    ASSERT_THAT(source_.look_ups, SizeIs(1));
    writer_.commit_at_once();
    source_.answer(row);
    drain();
    answer_byes();
    EXPECT_THAT(
        record_.lines(),
        ElementsAre("external INFO", "internal 487 INFO", "external BYE", "internal 200 BYE"));
    EXPECT_EQ(info->status(), 487) << "the BYE came before its answer";
    EXPECT_EQ(bye->status(), 200);
}

TEST_F(LazyLookUp, UnknownDialogGets481) {
    leaves_a_call = false;
    row_of_dead_node();
    const auto bye = from_caller(sip::Method::Bye);
    source_.answer(std::nullopt);
    EXPECT_EQ(bye->status(), 481);
    EXPECT_EQ(from_caller(sip::Method::Bye)->status(), 0) << "it is looked up again";
    source_.answer(std::nullopt);
}

TEST_F(LazyLookUp, DatabaseThatIsAwayIsNoReasonToDenyACall) {
    leaves_a_call = false;
    row_of_dead_node();
    for (const auto kind : {base::ErrorKind::Timeout, base::ErrorKind::Unavailable}) {
        const auto bye = from_caller(sip::Method::Bye);
        source_.answer(base::fail(kind, "away"));
        EXPECT_EQ(bye->status(), 503);
        EXPECT_EQ(bye->header("Retry-After"), "2");
    }
}

TEST_F(LazyLookUp, CallThatCannotBeRebuiltHereIsNotDenied) {
    leaves_a_call = false;
    auto row = row_of_dead_node();
    row.snapshot_version = 99;
    const auto bye = from_caller(sip::Method::Bye);
    source_.answer(row);
    EXPECT_EQ(bye->status(), 503);
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(LazyLookUp, CallThatWasEndingAnswersTheRepeatedByeAndTellsTheOtherSide) {
    leaves_a_call = false;
    auto row = row_of_dead_node();
    row.state = "ending";
    const auto bye = from_caller(sip::Method::Bye);
    source_.answer(row);
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    writer_.commit_at_once();
    answer_byes();
}

TEST_F(LazyLookUp, CallThatRecoverRebuiltMeanwhileGetsTheRequest) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    const auto bye = from_caller(sip::Method::Bye);
    recover({row});
    writer_.commit_at_once();
    source_.answer(row);
    drain();
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(table_.total(), 2U) << "the dead node's and one rebuilt, not two";
}

TEST_F(LazyLookUp, RecoverAfterwardsLeavesTheCallAlone) {
    const auto row = row_of_dead_node();
    from_caller(sip::Method::Options);
    source_.answer(row);
    EXPECT_THAT(recover({row}).others, ElementsAre(Pair("already live", 1U)));
}

TEST_F(LazyLookUp, InviteThatIsCancelledMeanwhileIsNotPassedOn) {
    const auto row = row_of_dead_node();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    change->cancel();
    EXPECT_EQ(change->status(), 487);
    source_.answer(row);
    drain();
    EXPECT_THAT(external().requests, IsEmpty());
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(LazyLookUp, AckNeedsNoAnswer) {
    leaves_a_call = false;
    row_of_dead_node();
    EXPECT_EQ(from_caller(sip::Method::Ack)->status(), 0);
    EXPECT_THAT(source_.look_ups, IsEmpty());
}

TEST_F(LazyLookUp, FloodOfInventedDialogsIsBounded) {
    leaves_a_call = false;
    row_of_dead_node();
    std::shared_ptr<test::PeerRequest> last;
    for (int i = 0; i < 10001; ++i) {
        auto request = caller_->request;
        request.method = sip::Method::Bye;
        request.call_id = "invented-" + std::to_string(i);
        request.to.params = {{"tag", "x" + model::mark_of(base::CallUuid(base::make_uuid()), 'a')}};
        last = internal().receive(std::move(request));
    }
    EXPECT_EQ(last->status(), 503);
    EXPECT_THAT(source_.look_ups, SizeIs(10000));
    while (!source_.look_ups.empty())
        source_.answer(std::nullopt);
    EXPECT_EQ(from_caller(sip::Method::Bye)->status(), 0) << "there is room again";
    source_.answer(std::nullopt);
}

TEST_F(LazyLookUp, TagThatIsNotOfOurMakingGets481AndCostsNoLookUp) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    for (const auto& tag : {std::string("x"),
                            base::make_token(8),
                            base::make_uuid(),
                            row.a.local_tag.substr(0, row.a.local_tag.size() - 1),
                            row.a.local_tag + "x"})
        for (const auto method : {sip::Method::Bye, sip::Method::Invite, sip::Method::Info}) {
            auto request = caller_->request;
            request.method = method;
            request.to.params = {{"tag", tag}};
            EXPECT_EQ(internal().receive(std::move(request))->status(), 481) << tag;
        }
    EXPECT_THAT(source_.called, IsEmpty());
}

// --- a callee that repeats its 2xx to the dead node's INVITE

TEST_F(AnswerToTheDeadNode, OfACallInTheDatabaseRebuildsItAndGetsItsAck) {
    const auto row = row_of_dead_node();
    callee_repeats_its_answer();
    EXPECT_THAT(record_.lines(), IsEmpty());
    ASSERT_THAT(source_.look_ups, SizeIs(1));
    EXPECT_EQ(source_.look_ups[0].first, row.b);
    EXPECT_THAT(source_.called, ElementsAre(row.uuid));
    source_.answer(row);
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK"));
    EXPECT_EQ(record_.last("external ACK").cseq, callee_->cseq);
    EXPECT_TRUE(record_.last("external ACK").body.empty()) << "its INVITE had made the offer";
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(AnswerToTheDeadNode, OfACallThatIsRecoveredAlreadyGetsItsAck) {
    recover({row_of_dead_node()});
    callee_repeats_its_answer();
    EXPECT_THAT(source_.look_ups, IsEmpty());
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK"));
}

TEST_F(AnswerToTheDeadNode, OfACallThatIsNotInTheDatabaseGetsAckAndByeWithReason) {
    leaves_a_call = false;
    row_of_dead_node();
    callee_repeats_its_answer();
    source_.answer(std::nullopt);
    drain();
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "external BYE"));
    EXPECT_EQ(record_.last("external BYE").header("Reason"),
              "Q.850;cause=41;text=\"NORMAL_TEMPORARY_FAILURE\"");
    EXPECT_GT(record_.last("external BYE").cseq, callee_->cseq);
}

TEST_F(AnswerToTheDeadNode, GetsNothingWhileTheDatabaseCannotAnswerOrWeAreDisplaced) {
    leaves_a_call = false;
    row_of_dead_node();
    for (const auto kind :
         {base::ErrorKind::Timeout, base::ErrorKind::Unavailable, base::ErrorKind::Stale}) {
        callee_repeats_its_answer();
        ASSERT_THAT(source_.look_ups, SizeIs(1)) << "each repetition asks again";
        source_.answer(base::fail(kind, "away"));
        drain();
    }
    EXPECT_THAT(record_.lines(), IsEmpty());
}

TEST_F(AnswerToTheDeadNode, OfACallThatCannotBeRebuiltHereGetsNothing) {
    leaves_a_call = false;
    auto row = row_of_dead_node();
    row.snapshot_version = 99;
    callee_repeats_its_answer();
    source_.answer(row);
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
}

TEST_F(AnswerToTheDeadNode, RepetitionsAndRequestsShareOneLookUp) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    callee_repeats_its_answer();
    callee_repeats_its_answer();
    const auto bye = from_callee(sip::Method::Bye);
    ASSERT_THAT(source_.look_ups, SizeIs(1));
    writer_.commit_at_once();
    source_.answer(row);
    drain();
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "internal BYE", "external 200 BYE"));
}

TEST_F(AnswerToTheDeadNode, ThatMadeTheOfferGetsOurAnswerInTheAck) {
    auto row = row_of_dead_node();
    auto image = call::from_row(row).value();
    image.b.made_offer = true;
    recover({call::to_row(image)});
    callee_repeats_its_answer();
    EXPECT_EQ(record_.last("external ACK").body, image.b.local_sdp);
}

// The caller's ACK with the answer went to the dead node (RFC 3261 13.2.1).
class OfferOfTheDeadNode : public AnswerToTheDeadNode {
  protected:
    void recover_without_answer() {
        auto image = call::from_row(row_of_dead_node()).value();
        image.b.made_offer = true;
        image.b.local_sdp = {};
        recover({call::to_row(image)});
        writer_.commit_at_once();
    }
};

TEST_F(OfferOfTheDeadNode, IsMadeToTheCallerOnceMore) {
    recover_without_answer();
    callee_repeats_its_answer();
    callee_repeats_its_answer();
    EXPECT_THAT(record_.lines(), ElementsAre("internal INVITE"));
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice again"));
    EXPECT_THAT(record_.lines(), ElementsAre("internal INVITE", "internal ACK", "external ACK"));
    EXPECT_EQ(record_.last("external ACK").body, test::sdp("alice again"));
    drain();
}

TEST_F(OfferOfTheDeadNode, IsMadeAgainAfterGlare) {
    recover_without_answer();
    callee_repeats_its_answer();
    internal().last(sip::Method::Invite)->answer(491);
    EXPECT_THAT(record_.lines(), ElementsAre("internal INVITE"));
    callee_repeats_its_answer();
    internal().last(sip::Method::Invite)->answer(200, test::sdp("alice"));
    EXPECT_EQ(record_.count("external ACK"), 1U);
    drain();
}

TEST_F(OfferOfTheDeadNode, ThatTheCallerRefusesEndsTheCall) {
    leaves_a_call = false;
    recover_without_answer();
    callee_repeats_its_answer();
    internal().last(sip::Method::Invite)->answer(488);
    EXPECT_THAT(record_.lines(),
                ElementsAre("internal INVITE", "external ACK", "internal BYE", "external BYE"));
    EXPECT_TRUE(record_.last("external ACK").body.empty());
    answer_byes();
}

// The change was never written, so the callee goes back to what stood before (RFC 3261 14.1).
TEST_F(AnswerToTheDeadNode, ToAReinviteThatWasNotWrittenIsTakenBack) {
    const auto row = row_of_dead_node();
    const auto before = call::from_row(row)->b.local_sdp;
    recover({row});
    callee_repeats_its_answer(callee_->cseq + 1, "peer-of-" + callee_->call_id);
    EXPECT_THAT(record_.lines(), ElementsAre("external ACK", "external INVITE"));
    EXPECT_EQ(record_.last("external INVITE").body, before);
}

// Nobody knows whose INVITE it answers: a BYE might end a call of another node.
TEST_F(AnswerToTheDeadNode, WithATagThatIsNotOfOurMakingGetsNothingAndCostsNoLookUp) {
    leaves_a_call = false;
    row_of_dead_node();
    callee_->local_tag = base::make_token(12);
    callee_repeats_its_answer();
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_THAT(source_.called, IsEmpty());
}

TEST_F(AnswerToTheDeadNode, FloodOfThemIsBounded) {
    leaves_a_call = false;
    row_of_dead_node();
    for (int i = 0; i < 10001; ++i) {
        callee_->call_id = "invented-" + std::to_string(i);
        callee_repeats_its_answer();
    }
    EXPECT_THAT(source_.look_ups, SizeIs(10000));
    while (!source_.look_ups.empty())
        source_.answer(base::fail(base::ErrorKind::Unavailable, "away"));
}

}  // namespace
}  // namespace sofia::recovery
