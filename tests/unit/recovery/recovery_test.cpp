#include "recovery/recovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "recovery/lazy.hpp"
#include "support/call_world/call_world.hpp"
#include "support/scripted_source.hpp"

namespace sofia::recovery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

// A call was up, its node died, and this one has its row.
class TakenOver : public test::CallWorld {
  protected:
    TakenOver() {
        leaves_a_call = true;
        on_unknown_dialog = [this](const std::string& profile,
                                   std::unique_ptr<sip::ServerTransaction> request) {
            lazy_.look_up(profile, std::move(request));
        };
    }

    // The row of a call whose node died; the peers live on.
    model::TrackedCall row_of_dead_node() {
        call_is_up();
        auto row = writer_.rows.begin()->second;
        internal().shut();
        external().shut();
        table_.abandon({});
        drain();
        profiles_.stop("internal");
        profiles_.stop("external");
        for (const auto& [name, port] :
             {std::pair{"internal", 5060}, std::pair{"external", 5080}}) {
            model::Profile settings;
            settings.name = name;
            settings.address.sip_ip = "192.0.2.1";
            settings.address.sip_port = static_cast<std::uint16_t>(port);
            start_profile(settings);
        }
        writer_.puts = writer_.removals = 0;
        record_.clear();
        return row;
    }
    void recover() {
        recovery_.recover("", [this](base::Result<Report> report) { reports_.push_back(report); });
    }
    // Asks for recovery and gives it the rows.
    Report recover(std::vector<model::TrackedCall> rows) {
        reports_.clear();
        recover();
        source_.give(std::move(rows));
        drain();
        EXPECT_THAT(reports_, SizeIs(1));
        return reports_.at(0).value();
    }

    test::ScriptedSource source_;
    Recovery recovery_{services_, source_};
    Lazy lazy_{services_, source_};
    std::vector<base::Result<Report>> reports_;
};

class Recover : public TakenOver {};
class LazyLookUp : public TakenOver {};

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
        EXPECT_EQ(bye->status(), 200);
        answer_byes();
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
    EXPECT_EQ(only_call().a().variables, before.a.variables);
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
    newer.snapshot_version = 2;
    auto elsewhere = row;
    elsewhere.uuid = base::CallUuid("elsewhere");
    elsewhere.snapshot.replace(elsewhere.snapshot.find("\"external\""), 10, "\"faraway\"");
    const auto report = recover({newer, elsewhere, elsewhere, row});
    EXPECT_EQ(report.recovered, 1U);
    EXPECT_THAT(report.others,
                ElementsAre(Pair("profile 'faraway' is not running", 2U),
                            Pair(HasSubstr("snapshot version 2 unknown"), 1U)));
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

// --- before `recover`

TEST_F(LazyLookUp, RequestForACallInTheDatabaseIsAnsweredByTheRebuiltCall) {
    leaves_a_call = false;
    const auto row = row_of_dead_node();
    const auto bye = from_caller(sip::Method::Bye);
    EXPECT_EQ(bye->status(), 0);
    ASSERT_THAT(source_.look_ups, SizeIs(1));
    EXPECT_EQ(source_.look_ups[0].first, row.a);
    source_.answer(row);
    drain();
    writer_.commit_at_once();
    drain();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(record_.count("external BYE"), 1U);
    answer_byes();
}

TEST_F(LazyLookUp, CalleesRequestFindsTheCallByItsOwnDialog) {
    const auto row = row_of_dead_node();
    const auto change = from_callee(sip::Method::Invite, test::hold_sdp("bob"));
    EXPECT_EQ(source_.look_ups.at(0).first, row.b);
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
    EXPECT_THAT(
        record_.lines(),
        ElementsAre("external INFO", "internal 487 INFO", "external BYE", "internal 200 BYE"));
    EXPECT_EQ(info->status(), 487) << "the BYE came before its answer";
    EXPECT_EQ(bye->status(), 200);
    answer_byes();
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
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(table_.total(), 2U) << "the dead node's and one rebuilt, not two";
    answer_byes();
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
        request.to.params = {{"tag", "x"}};
        last = internal().receive(std::move(request));
    }
    EXPECT_EQ(last->status(), 503);
    EXPECT_THAT(source_.look_ups, SizeIs(10000));
    while (!source_.look_ups.empty())
        source_.answer(std::nullopt);
    EXPECT_EQ(from_caller(sip::Method::Bye)->status(), 0) << "there is room again";
    source_.answer(std::nullopt);
}

}  // namespace
}  // namespace sofia::recovery
