#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "unit/recovery/taken_over.hpp"

namespace sofia::recovery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class Recover : public TakenOver {};

TEST_F(Recover, CallGoesOnWithoutAWordToItsPeers) {
    const auto report = recover({row_of_dead_node()});
    EXPECT_EQ(report.recovered, 1U);
    EXPECT_THAT(report.others, IsEmpty());
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_TRUE(only_call().is_up());
    EXPECT_TRUE(only_call().is_tracked());
    EXPECT_EQ(counters("internal").in_use, 1U);
}

TEST_F(Recover, RecoveredCallIsHungUpByEitherSide) {
    const auto row = row_of_dead_node();
    for (const bool by_caller : {true, false}) {
        recover({row});
        writer_.commit_at_once();
        const auto bye = by_caller ? from_caller(sip::Method::Bye) : from_callee(sip::Method::Bye);
        answer_byes();
        EXPECT_EQ(bye->status(), 200);
        EXPECT_EQ(table_.size(), 0U);
        EXPECT_THAT(writer_.rows, IsEmpty());
    }
}

TEST_F(Recover, DialogsAreAsTheyWereAndOurCseqHasJumped) {
    const auto row = row_of_dead_node();
    const auto before = call::from_row(row).value();
    recover({row});
    auto a = internal().state_of(caller_->request.call_id);
    EXPECT_EQ(a.local_cseq, before.a.dialog.local_cseq + call::kCseqStep);
    a.local_cseq = before.a.dialog.local_cseq;
    EXPECT_EQ(a, before.a.dialog);
    auto b = external().state_of(callee_->call_id);
    EXPECT_EQ(b.local_cseq, before.b.dialog.local_cseq + call::kCseqStep);
    b.local_cseq = before.b.dialog.local_cseq;
    EXPECT_EQ(b, before.b.dialog);
    auto variables = before.a.variables;
    variables.set("recovered", "true");
    EXPECT_EQ(only_call().a().variables, variables);
    EXPECT_EQ(only_call().a().remote_sdp, before.a.remote_sdp);
}

// Without a new row the node after this one would use this node's CSeq numbers again.
TEST_F(Recover, FirstRequestThatIsNotTrackedWritesTheRowAgain) {
    recover({row_of_dead_node()});
    EXPECT_EQ(writer_.puts, 0U);
    from_caller(sip::Method::Info, {"application/dtmf-relay", "Signal=1\r\n"});
    ASSERT_EQ(writer_.waiting(), 1U);
    EXPECT_EQ(call::from_row(writer_.front().row)->b.dialog.local_cseq,
              external().last(sip::Method::Info)->cseq);
    from_caller(sip::Method::Info, {"application/dtmf-relay", "Signal=2\r\n"});
    EXPECT_EQ(writer_.waiting(), 1U);
}

TEST_F(Recover, HoldSurvives) {
    auto row = row_of_dead_node();
    auto image = call::from_row(row).value();
    image.a.holds = true;
    recover({call::to_row(image)});
    EXPECT_TRUE(only_call().a().holds);
}

TEST_F(Recover, CallThatWasEndingOnlyGetsItsByes) {
    leaves_a_call = false;
    auto row = row_of_dead_node();
    row.state = "ending";
    const auto report = recover({row});
    EXPECT_EQ(report.finished, 1U);
    EXPECT_EQ(report.recovered, 0U);
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE", "external BYE"));
    writer_.commit_at_once();
    answer_byes();
    EXPECT_THAT(writer_.rows, IsEmpty());
}

TEST_F(Recover, CallThatWasEndingSendsNoByeToTheSideThatHadHungUp) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    for (const bool by_caller : {true, false}) {
        record_.clear();
        auto image = call::from_row(row).value();
        image.ending = true;
        (by_caller ? image.a : image.b).hung_up = true;
        EXPECT_EQ(recover({call::to_row(image)}).finished, 1U);
        EXPECT_THAT(record_.lines(), ElementsAre(by_caller ? "external BYE" : "internal BYE"));
        const auto repeated =
            by_caller ? from_caller(sip::Method::Bye) : from_callee(sip::Method::Bye);
        EXPECT_EQ(repeated->status(), 200) << "the peer repeats the BYE that got no answer";
        writer_.commit_at_once();
        answer_byes();
        EXPECT_EQ(table_.size(), 0U);
        EXPECT_THAT(writer_.rows, IsEmpty());
    }
}

TEST_F(Recover, CallThatBothSidesHadEndedOnlyLosesItsRow) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    auto image = call::from_row(row).value();
    image.ending = image.a.hung_up = image.b.hung_up = true;
    recover({call::to_row(image)});
    writer_.commit_at_once();
    drain();
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_THAT(writer_.rows, IsEmpty());
}

TEST_F(Recover, TwiceIsHarmless) {
    const auto row = row_of_dead_node();
    recover({row});
    const auto again = recover({row});
    EXPECT_EQ(again.recovered, 0U);
    EXPECT_THAT(again.others, ElementsAre(Pair("already live", 1U)));
    EXPECT_EQ(table_.size(), 1U);
    EXPECT_EQ(counters("internal").in_use, 1U);
    EXPECT_THAT(record_.lines(), IsEmpty());
}

TEST_F(Recover, PiecesAreAskedForUntilTheLastAndCountedTogether) {
    const auto row = row_of_dead_node();
    auto damaged = row;
    damaged.uuid = base::CallUuid("damaged");
    damaged.snapshot = "{";
    recover();
    ASSERT_THAT(source_.claims, SizeIs(1));
    EXPECT_EQ(source_.claims[0].first.after, base::CallUuid{});
    source_.give_piece({.calls = {damaged}, .next = damaged.uuid});
    ASSERT_THAT(source_.claims, SizeIs(1)) << "the database works while the loop rebuilds";
    EXPECT_EQ(source_.claims[0].first.after, damaged.uuid);
    drain();
    EXPECT_THAT(reports_, IsEmpty());
    source_.give(std::vector{row});
    drain();
    ASSERT_THAT(reports_, SizeIs(1));
    EXPECT_EQ(reports_[0]->recovered, 1U);
    EXPECT_THAT(reports_[0]->others, SizeIs(1));
    EXPECT_THAT(source_.claims, IsEmpty());
}

TEST_F(Recover, NoMorePiecesAreTakenThanTheLoopCanRebuild) {
    const auto row = row_of_dead_node();
    recover();
    const std::size_t limit = source_.claims.at(0).first.limit;
    for (int piece = 0; piece < 2; ++piece)
        source_.give_piece({.calls = std::vector(limit, row), .next = row.uuid});
    EXPECT_THAT(source_.claims, IsEmpty()) << "two pieces wait";
    drain();
    EXPECT_THAT(source_.claims, SizeIs(1));
    source_.give(std::vector<model::TrackedCall>{});
    drain();
    EXPECT_THAT(reports_, SizeIs(1));
}

TEST_F(Recover, FailureOfALaterPieceEndsTheRunAndTheNextRecoverGoesOn) {
    const auto row = row_of_dead_node();
    recover();
    source_.give_piece({.calls = {row}, .next = row.uuid});
    source_.give(base::fail(base::ErrorKind::Timeout, "away"));
    drain();
    ASSERT_THAT(reports_, SizeIs(1));
    EXPECT_FALSE(reports_[0]);
    EXPECT_EQ(recover({row}).others.size() + table_.size(), 2U) << "live, and said to be so";
}

TEST_F(Recover, SeveralAtOnceRunOneAfterTheOther) {
    const auto row = row_of_dead_node();
    recover();
    recover();
    ASSERT_THAT(source_.claims, SizeIs(1));
    source_.give(std::vector{row});
    drain();
    ASSERT_THAT(source_.claims, SizeIs(1));
    source_.give(std::vector{row});
    drain();
    ASSERT_THAT(reports_, SizeIs(2));
    EXPECT_EQ(reports_[0]->recovered, 1U);
    EXPECT_EQ(reports_[1]->recovered, 0U) << "a call is reported as recovered once";
}

TEST_F(Recover, RowThatCannotBeRebuiltStaysAndItsReasonIsCounted) {
    const auto row = row_of_dead_node();
    auto newer = row;
    newer.uuid = base::CallUuid("newer");
    newer.snapshot_version = call::kSnapshotVersion + 1;
    auto elsewhere = row;
    elsewhere.uuid = base::CallUuid("elsewhere");
    elsewhere.snapshot.replace(elsewhere.snapshot.find("\"external\""), 10, "\"faraway\"");
    const auto report = recover({newer, elsewhere, elsewhere, row});
    EXPECT_EQ(report.recovered, 1U);
    EXPECT_THAT(
        report.others,
        ElementsAre(
            Pair("profile 'faraway' is not running", 2U),
            Pair(HasSubstr(fmt::format("snapshot version {} unknown", call::kSnapshotVersion + 1)),
                 1U)));
    EXPECT_EQ(writer_.removals, 0U);
}

TEST_F(Recover, NothingToDoIsReportedToo) {
    leaves_a_call = false;
    const auto report = recover({});
    EXPECT_EQ(report.recovered, 0U);
    EXPECT_THAT(report.others, IsEmpty());
}

TEST_F(Recover, FailedClaimIsPassedOnAndTheNextOneRuns) {
    leaves_a_call = false;
    recover();
    recover();
    source_.give(base::fail(base::ErrorKind::Stale, "fenced"));
    drain();
    ASSERT_THAT(reports_, SizeIs(1));
    EXPECT_EQ(reports_[0].error().kind, base::ErrorKind::Stale);
    source_.give(test::ScriptedSource::Rows{});
    drain();
    EXPECT_TRUE(reports_.at(1));
}

TEST_F(Recover, ManyCallsAreRebuiltInSlicesBetweenWhichSipIsServed) {
    const auto row = row_of_dead_node();
    const auto image = call::from_row(row).value();
    std::vector<model::TrackedCall> rows;
    for (int i = 0; i < 600; ++i) {
        auto copy = image;
        copy.uuid = base::CallUuid("call-" + std::to_string(i));
        for (auto* leg : {&copy.a, &copy.b}) {
            leg->uuid = base::LegUuid("leg-" + std::to_string(i) + leg->profile);
            leg->dialog.call_id += "-" + std::to_string(i);
        }
        rows.push_back(call::to_row(copy));
    }
    recover();
    source_.give(rows);
    EXPECT_GT(table_.size(), 0U);
    EXPECT_LT(table_.size(), 600U) << "the loop must get its turn";
    EXPECT_THAT(reports_, IsEmpty());
    drain();
    EXPECT_EQ(table_.size(), 600U);
    EXPECT_EQ(reports_.at(0)->recovered, 600U);
}

TEST_F(Recover, FlushIsPassedToTheDatabase) {
    leaves_a_call = false;
    std::size_t count = 0;
    recovery_.flush("internal", [&](base::Result<std::size_t> flushed) { count = *flushed; });
    EXPECT_THAT(source_.flushed, ElementsAre("internal"));
    EXPECT_EQ(count, 1U);
}

TEST_F(Recover, RebuildsNothingMoreOnceTheNodeHasSteppedDown) {
    const auto row = row_of_dead_node();
    recover();
    recover();
    recovery_.abandon();
    ASSERT_THAT(reports_, SizeIs(2));
    for (const auto& report : reports_)
        EXPECT_EQ(report.error().kind, base::ErrorKind::Stale);
    source_.give(std::vector{row});
    drain();
    EXPECT_EQ(recover({row}).recovered, 1U) << "and not before the next promotion";
}

}  // namespace
}  // namespace sofia::recovery
