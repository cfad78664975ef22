#include "recovery/prober.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/recovery/taken_over.hpp"

namespace sofia::recovery {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// A recovered call that is left alone until its peers are asked.
class ProbeOf : public TakenOver {
  protected:
    void recovered_call_is_asked() {
        recover({row_of_dead_node()});
        EXPECT_EQ(prober_.report().waiting, 1U);
        advance(pace_.first_after - milliseconds(1));
        EXPECT_THAT(record_.lines(), IsEmpty()) << "phones that speak first need no question";
        advance(milliseconds(1));
        ASSERT_THAT(record_.lines(), UnorderedElementsAre("internal OPTIONS", "external OPTIONS"));
        record_.clear();
    }
    void answer(const test::FakeEndpoint& endpoint, int status) {
        endpoint.last(sip::Method::Options)->answer(status);
        drain();
    }
    // What the stack tells after timer F.
    void time_out(const test::FakeEndpoint& endpoint) {
        endpoint.last(sip::Method::Options)->time_out();
        drain();
    }

    const ProbePace pace_;
};

TEST_F(ProbeOf, CallWhosePeersAreThereIsKeptAndNotAskedAgain) {
    recovered_call_is_asked();
    answer(internal(), 200);
    answer(external(), 405);
    EXPECT_EQ(prober_.report().alive, 1U);
    EXPECT_EQ(prober_.report().waiting, 0U);
    advance(seconds(600));
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(ProbeOf, QuestionIsWithinTheDialogAndCostsNoWrite) {
    recovered_call_is_asked();
    const auto asked = external().last(sip::Method::Options);
    EXPECT_EQ(asked->call_id, callee_->call_id);
    EXPECT_GT(asked->cseq, callee_->cseq);
    EXPECT_EQ(asked->header("Accept"), "application/sdp");
    EXPECT_EQ(writer_.waiting(), 0U) << "CSeq rises with the age of the call";
    EXPECT_EQ(metrics_.counter("recovery_probes").value(), 1);
}

TEST_F(ProbeOf, CallThatOnePeerHasForgottenEndsWithByeToTheOther) {
    leaves_a_call = false;
    recovered_call_is_asked();
    writer_.commit_at_once();
    answer(internal(), 481);
    EXPECT_THAT(record_.lines(), ElementsAre("external BYE"));
    EXPECT_THAT(record_.last("external BYE").header("Reason"), testing::StartsWith("Q.850;cause="));
    EXPECT_TRUE(external().last(sip::Method::Options)->forgotten);
    answer_byes();
    EXPECT_THAT(writer_.rows, IsEmpty());
    EXPECT_THAT(prober_.report().gone,
                ElementsAre(Pair("peer of leg a has no such call (481)", 1U)));
    EXPECT_EQ(prober_.report().waiting, 0U);
}

// Both had hung up, and the row that said so was on its way when the node died.
TEST_F(ProbeOf, GhostWhoseSidesHadBothHungUpIsRemoved) {
    leaves_a_call = false;
    recovered_call_is_asked();
    writer_.commit_at_once();
    answer(external(), 481);
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE"));
    internal().last(sip::Method::Bye)->answer(481);
    drain();
    EXPECT_EQ(table_.size(), 0U);
    EXPECT_THAT(writer_.rows, IsEmpty());
    EXPECT_THAT(recover({}).gone, ElementsAre(Pair("peer of leg b has no such call (481)", 1U)));
}

TEST_F(ProbeOf, SilentPeerIsAskedThreeTimesAndTheOtherOnce) {
    leaves_a_call = false;
    recovered_call_is_asked();
    answer(internal(), 200);
    for (int i = 0; i < 2; ++i) {
        time_out(external());
        EXPECT_EQ(table_.size(), 1U);
        advance(pace_.again_after);
        ASSERT_THAT(record_.lines(), ElementsAre("external OPTIONS"));
        record_.clear();
    }
    writer_.commit_at_once();
    time_out(external());
    EXPECT_THAT(record_.lines(), ElementsAre("internal BYE"));
    EXPECT_EQ(record_.last("internal BYE").header("Reason"),
              "Q.850;cause=102;text=\"RECOVERY_ON_TIMER_EXPIRE\"");
    answer_byes();
    EXPECT_THAT(prober_.report().gone, ElementsAre(Pair("peer of leg b was silent 3 times", 1U)));
}

TEST_F(ProbeOf, PeerThatComesBackInTimeKeepsItsCall) {
    recovered_call_is_asked();
    answer(internal(), 200);
    time_out(external());
    advance(pace_.again_after);
    answer(external(), 200);
    EXPECT_EQ(prober_.report().alive, 1U);
    EXPECT_TRUE(only_call().is_up());
}

TEST_F(ProbeOf, CallThatEndsByItselfIsNotAsked) {
    leaves_a_call = false;
    recover({row_of_dead_node()});
    writer_.commit_at_once();
    from_caller(sip::Method::Bye);
    answer_byes();
    record_.clear();
    advance(pace_.first_after);
    EXPECT_THAT(record_.lines(), IsEmpty());
    EXPECT_EQ(prober_.report().waiting, 0U);
}

TEST_F(ProbeOf, CallThatEndsWhileItIsAskedEndsAsUsual) {
    leaves_a_call = false;
    recovered_call_is_asked();
    writer_.commit_at_once();
    const auto bye = from_caller(sip::Method::Bye);
    answer_byes();
    EXPECT_EQ(bye->status(), 200);
    EXPECT_EQ(prober_.report().waiting, 0U);
    EXPECT_THAT(prober_.report().gone, IsEmpty());
}

TEST_F(ProbeOf, CallThatAMessageOfItsPeerHasRebuiltIsAskedToo) {
    const auto row = row_of_dead_node();
    from_caller(sip::Method::Options);
    source_.answer(row);
    drain();
    EXPECT_EQ(prober_.report().waiting, 1U);
}

TEST_F(ProbeOf, ManyCallsAreNoStorm) {
    const auto image = call::from_row(row_of_dead_node()).value();
    std::vector<model::TrackedCall> rows;
    for (int i = 0; i < 200; ++i) {
        auto copy = image;
        copy.uuid = base::CallUuid("call-" + std::to_string(i));
        for (auto* leg : {&copy.a, &copy.b}) {
            leg->uuid = base::LegUuid("leg-" + std::to_string(i) + leg->profile);
            leg->dialog.call_id += "-" + std::to_string(i);
        }
        rows.push_back(call::to_row(copy));
    }
    recover(rows);
    advance(pace_.first_after - milliseconds(1));
    for (int second = 0; second < 8; ++second) {
        record_.clear();
        advance(seconds(1));
        EXPECT_EQ(record_.count("internal OPTIONS"), 25U) << second;
        EXPECT_EQ(record_.count("external OPTIONS"), 25U) << second;
    }
    record_.clear();
    advance(seconds(10));
    EXPECT_THAT(record_.lines(), IsEmpty());
}

TEST_F(ProbeOf, PaceOfZeroAsksNobody) {
    Prober off{services_, {.calls_per_second = 0}};
    row_of_dead_node();
    leaves_a_call = false;
    off.add(base::CallUuid("some"));
    EXPECT_EQ(off.report().waiting, 0U);
}

}  // namespace
}  // namespace sofia::recovery
