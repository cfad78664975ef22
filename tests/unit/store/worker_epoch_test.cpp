#include "scripted_database.hpp"
#include "worker_fixture.hpp"

namespace sofia::test {
namespace {

using base::Epoch;
using base::ErrorKind;
using testing::SizeIs;
using namespace std::chrono_literals;

class WorkerEpoch : public WorkerFixture {
  protected:
    std::unique_ptr<store::Worker> start(const store::WorkerOptions& options) {
        auto worker = std::make_unique<store::Worker>(options, database_.opener(), home_, metrics_);
        worker->on_stale(home_, [this](Epoch) { ++stale_calls_; });
        return worker;
    }
    /// Another node takes the epoch behind the worker's back.
    base::Result<store::EpochGrant> take_as_other_node(bool force) {
        const auto now = base::system_clock().wall();
        return database_.inspect()->cluster().take_epoch(
            cluster_, kNodeB, now, now + kLease, force);
    }

    ScriptedDatabase database_;
    int stale_calls_ = 0;
};

TEST_F(WorkerEpoch, TheEpochThatWasTakenIsWritten) {
    const auto worker = start(options());
    const auto grant = promote(*worker);
    ASSERT_TRUE(grant) << grant.error().text;
    EXPECT_EQ(grant->epoch, Epoch{1});
    ASSERT_TRUE(put(*worker, sample_call()));
    EXPECT_EQ(database_.batches().at(0).epoch, Epoch{1});
}

TEST_F(WorkerEpoch, ALiveLeaseOfAnotherNodeNeedsForce) {
    ASSERT_TRUE(take_as_other_node(false));
    const auto worker = start(options());
    EXPECT_EQ(promote(*worker).error().kind, ErrorKind::Exists);
    EXPECT_EQ(promote(*worker, true)->epoch, Epoch{2});
}

TEST_F(WorkerEpoch, APromotionIsRepeatedWhenTheDatabaseWasAway) {
    database_.script_questions({Step::Unavailable, Step::InDoubt});
    const auto worker = start(options());
    EXPECT_EQ(promote(*worker)->epoch, Epoch{2}) << "the one in doubt had counted";
}

TEST_F(WorkerEpoch, APromotionThatHangsIsAnsweredByTimeout) {
    database_.script_questions(std::vector<Step>(100, Step::Hang));
    auto limits = options();
    limits.read_timeout = 300ms;
    const auto worker = start(limits);
    EXPECT_EQ(promote(*worker).error().kind, ErrorKind::Timeout);
    database_.script_questions({});
    bool is_promoted = false;
    for (int attempt = 0; attempt < 20 && !is_promoted; ++attempt)
        is_promoted = promote(*worker).has_value();
    EXPECT_TRUE(is_promoted) << "a busy machine may need more than the 300 ms, but not for ever";
}

TEST_F(WorkerEpoch, AStaleWriteIsRefusedAndToldOnce) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    ASSERT_TRUE(take_as_other_node(true));
    EXPECT_EQ(put(*worker, sample_call(1)).error().kind, ErrorKind::Stale);
    ASSERT_TRUE(home_.run_until([&] { return stale_calls_ > 0; }));
    EXPECT_EQ(put(*worker, sample_call(2)).error().kind, ErrorKind::Stale);
    home_.drain();
    EXPECT_EQ(stale_calls_, 1);
    EXPECT_THAT(database_.batches(), SizeIs(1)) << "the second write must not have been tried";
}

TEST_F(WorkerEpoch, EverythingThatWaitsIsRefusedWithTheStaleWrite) {
    database_.script_commits({Step::HangThenWork});
    auto limits = options();
    limits.batch_limit = 1;
    const auto worker = start(limits);
    ASSERT_TRUE(promote(*worker));
    std::vector<WriteReply> replies(5);
    for (int i = 0; i < 5; ++i)
        worker->put_call(sample_call(i), replies[static_cast<std::size_t>(i)].completion());
    database_.wait_for_batches(1);
    ASSERT_TRUE(take_as_other_node(true));
    database_.release();
    ASSERT_TRUE(home_.run_until([&] { return stale_calls_ > 0; }));
    for (const auto& reply : replies)
        EXPECT_TRUE(reply.failed_with(ErrorKind::Stale));
    EXPECT_EQ(worker->backlog().writes, 0U);
}

TEST_F(WorkerEpoch, ANewPromotionEndsTheRefusal) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    ASSERT_TRUE(take_as_other_node(true));
    ASSERT_FALSE(put(*worker, sample_call()));
    EXPECT_EQ(promote(*worker, true)->epoch, Epoch{3});
    EXPECT_TRUE(put(*worker, sample_call()));
}

TEST_F(WorkerEpoch, PromotionAgainKeepsTheWritesThatWait) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    WriteReply first, second;
    Reply<store::EpochGrant> grant;
    worker->put_call(sample_call(1), first.completion());
    database_.wait_for_batches(1);
    worker->take_epoch(false, grant.completion());
    worker->put_call(sample_call(2), second.completion());
    database_.release();
    EXPECT_EQ(wait(grant)->epoch, Epoch{2});
    EXPECT_TRUE(wait(second));
    EXPECT_EQ(stale_calls_, 0);
    EXPECT_EQ(database_.batches().back().epoch, Epoch{2});
}

TEST_F(WorkerEpoch, WritesFromBeforeAForeignEpochAreNotWrittenUnderTheNextOne) {
    database_.script_commits({Step::HangThenWork});
    auto limits = options();
    limits.batch_limit = 1;
    const auto worker = start(limits);
    ASSERT_TRUE(promote(*worker));
    WriteReply old;
    Reply<store::EpochGrant> grant;
    worker->put_call(sample_call(1), nullptr);
    database_.wait_for_batches(1);
    ASSERT_TRUE(take_as_other_node(true));
    worker->take_epoch(true, grant.completion());
    worker->put_call(sample_call(2), old.completion());
    database_.release();
    EXPECT_EQ(wait(old).error().kind, ErrorKind::Stale);
    EXPECT_EQ(wait(grant)->epoch, Epoch{3});
    EXPECT_EQ(database_.inspect()->calls().count(cluster_).value(), 0U);
}

TEST_F(WorkerEpoch, TheLeaseIsRenewedWithoutWrites) {
    auto limits = options();
    limits.lease = 1s;
    const auto worker = start(limits);
    ASSERT_TRUE(promote(*worker));
    const auto first_end = base::system_clock().wall() + limits.lease;
    // The one that is under way may have begun before.
    database_.wait_for_renewals(database_.renewals() + 2);
    const auto refused =
        database_.inspect()->cluster().take_epoch(cluster_, kNodeB, first_end, first_end, false);
    EXPECT_EQ(refused.error().kind, ErrorKind::Exists);
}

TEST_F(WorkerEpoch, AFailedRenewalIsRepeated) {
    database_.script_renewals({Step::Unavailable, Step::InDoubt});
    auto limits = options();
    limits.lease = 300ms;
    const auto worker = start(limits);
    ASSERT_TRUE(promote(*worker));
    database_.wait_for_renewals(1);
    EXPECT_EQ(database_.connections(), 3);
    home_.drain();
    EXPECT_EQ(stale_calls_, 0);
}

TEST_F(WorkerEpoch, ALostLeaseIsToldWithoutAWrite) {
    auto limits = options();
    limits.lease = 60ms;
    const auto worker = start(limits);
    ASSERT_TRUE(promote(*worker));
    ASSERT_TRUE(take_as_other_node(true));
    EXPECT_TRUE(home_.run_until([&] { return stale_calls_ > 0; }));
    EXPECT_EQ(put(*worker, sample_call()).error().kind, ErrorKind::Stale);
}

TEST_F(WorkerEpoch, EpochZeroWritesWhatWaitsAndGivesTheLeaseBack) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    WriteReply reply;
    worker->put_call(sample_call(), reply.completion());
    worker->set_epoch(Epoch{0});
    EXPECT_TRUE(wait(reply));
    EXPECT_EQ(put(*worker, sample_call(2)).error().kind, ErrorKind::Stale);
    database_.wait_for_renewals(1);
    EXPECT_TRUE(take_as_other_node(false));
    EXPECT_EQ(stale_calls_, 0) << "a node that steps down has not been fenced";
}

TEST_F(WorkerEpoch, SteppingDownTellsWhenTheLeaseIsGivenBack) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    WriteReply reply;
    bool is_given_back = false;
    worker->put_call(sample_call(), reply.completion());
    worker->retire([&] { is_given_back = true; });
    ASSERT_TRUE(home_.run_until([&] { return is_given_back; }));
    EXPECT_TRUE(reply.is_success()) << "what waited is written first";
    EXPECT_FALSE(worker->lease());
    EXPECT_TRUE(take_as_other_node(false));
    is_given_back = false;
    worker->retire([&] { is_given_back = true; });
    EXPECT_TRUE(home_.run_until([&] { return is_given_back; })) << "nothing is left to give back";
}

TEST_F(WorkerEpoch, APromotionWhileItStepsDownEndsTheWaiting) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    worker->put_call(sample_call(), nullptr);
    database_.wait_for_batches(1);
    bool is_over = false;
    worker->retire([&] { is_over = true; });
    Reply<store::EpochGrant> grant;
    worker->take_epoch(false, grant.completion());
    database_.release();
    EXPECT_EQ(wait(grant)->epoch, Epoch{2});
    EXPECT_TRUE(home_.run_until([&] { return is_over; }));
    EXPECT_TRUE(worker->lease());
}

TEST_F(WorkerEpoch, ALeaseIsConfirmedByAnAnswerToALaterQuestion) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    const auto asked = base::BootClock::now();
    EXPECT_LT(worker->lease()->confirmed, asked);
    worker->confirm();
    EXPECT_TRUE(eventually([&] { return worker->lease()->confirmed > asked; }));
    const auto later = base::BootClock::now();
    ASSERT_TRUE(put(*worker, sample_call()));
    EXPECT_GT(worker->lease()->confirmed, later) << "a commit confirms the epoch too";
}

TEST_F(WorkerEpoch, AskingForConfirmationFindsThatAnotherNodeHasTakenOver) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    ASSERT_TRUE(take_as_other_node(true));
    worker->confirm();
    EXPECT_TRUE(home_.run_until([&] { return stale_calls_ > 0; }));
}

TEST_F(WorkerEpoch, AnIdleNodeLooksEverySecondWhetherItIsDisplaced) {
    const auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    ASSERT_TRUE(take_as_other_node(true));
    EXPECT_TRUE(home_.run_until([&] { return stale_calls_ > 0; }))
        << "the next renewal is 20 seconds away";
}

TEST_F(WorkerEpoch, SignsAreExchangedWithoutAnEpoch) {
    const auto worker = start(options());
    EXPECT_FALSE(worker->neighbourhood());
    worker->announce({.role = "STANDBY", .config_digest = "d1", .version = "1"});
    ASSERT_TRUE(eventually([&] { return worker->neighbourhood().has_value(); }));
    const auto around = worker->neighbourhood();
    ASSERT_THAT(around->signs.nodes, SizeIs(1));
    EXPECT_EQ(around->signs.nodes[0].node, kNodeA);
    EXPECT_EQ(around->signs.nodes[0].cluster, cluster_);
    EXPECT_LT(std::chrono::abs(around->clock_ahead), 1s);
}

TEST_F(WorkerEpoch, ASpareWritesForAnotherClusterFromThenOn) {
    const auto worker = start(options());
    const base::ClusterName other(cluster_.str() + "-other");
    ASSERT_TRUE(promote(*worker));
    EXPECT_FALSE(worker->use_cluster(other)) << "it holds an epoch of the first";
    bool is_given_back = false;
    worker->retire([&] { is_given_back = true; });
    ASSERT_TRUE(home_.run_until([&] { return is_given_back; }));
    ASSERT_TRUE(worker->use_cluster(other));
    EXPECT_EQ(promote(*worker)->epoch, Epoch{1});
    ASSERT_TRUE(put(*worker, sample_call()));
    EXPECT_EQ(database_.inspect()->calls().count(cluster_).value(), 0U);
    EXPECT_EQ(database_.inspect()->calls().count(other).value(), 1U);
}

TEST_F(WorkerEpoch, StoppingGivesTheLeaseBack) {
    auto worker = start(options());
    ASSERT_TRUE(promote(*worker));
    worker.reset();
    EXPECT_TRUE(take_as_other_node(false));
}

}  // namespace
}  // namespace sofia::test
