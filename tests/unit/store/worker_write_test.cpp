#include "scripted_database.hpp"
#include "worker_fixture.hpp"

namespace sofia::test {
namespace {

using base::ErrorKind;
using testing::ElementsAre;
using testing::SizeIs;
using namespace std::chrono_literals;

class WorkerWrite : public WorkerFixture {
  protected:
    std::unique_ptr<store::Worker> start(const store::WorkerOptions& options) {
        return std::make_unique<store::Worker>(options, database_.opener(), home_, metrics_);
    }
    std::size_t rows() { return database_.inspect()->calls().count(cluster_).value(); }
    std::int64_t metric(const std::string& name) { return metrics_.values().at(name); }

    ScriptedDatabase database_;
};

TEST_F(WorkerWrite, ACallIsInTheDatabaseWhenItsCompletionRuns) {
    const auto worker = start(options());
    std::size_t rows_at_completion = 0;
    bool is_done = false;
    worker->put_call(sample_call(), [&](base::Result<void> result) {
        is_done = result.has_value();
        rows_at_completion = rows();
    });
    ASSERT_TRUE(home_.run_until([&] { return is_done; }));
    EXPECT_EQ(rows_at_completion, 1U);
}

TEST_F(WorkerWrite, RowsCarryClusterOwnerEpochAndARisingSequence) {
    const auto worker = start(options());
    worker->set_epoch(base::Epoch{7});
    ASSERT_TRUE(put(*worker, sample_call()));
    ASSERT_TRUE(put(*worker, sample_call()));
    const auto batches = database_.batches();
    ASSERT_EQ(batches.size(), 2U);
    const auto& first = batches[0].put_calls.at(0);
    EXPECT_EQ(first.cluster, cluster_);
    EXPECT_EQ(first.owner, kNodeA);
    EXPECT_EQ(first.epoch, base::Epoch{7});
    EXPECT_GT(batches[1].put_calls.at(0).sequence, first.sequence);
}

TEST_F(WorkerWrite, WritesThatWaitTogetherAreOneBatchAndOneTask) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    std::vector<WriteReply> replies(11);
    worker->put_call(sample_call(0), replies[0].completion());
    database_.wait_for_batches(1);
    for (int i = 1; i <= 10; ++i)
        worker->put_call(sample_call(i), replies[static_cast<std::size_t>(i)].completion());
    database_.release();
    database_.wait_for_batches(2);
    ASSERT_TRUE(home_.run_until([&] { return replies[1].is_there(); }));
    for (const auto& reply : replies)
        EXPECT_TRUE(reply.is_success()) << "all were completed by the task of the first";
    EXPECT_THAT(database_.batches(), SizeIs(2));
    EXPECT_EQ(metric("store_batch_rows"), 11);
    EXPECT_EQ(metric("store_commit_count"), 2);
    EXPECT_EQ(metric("store_queue"), 0);
}

TEST_F(WorkerWrite, ALaterWriteReplacesAWaitingOneAndBothComplete) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    WriteReply first, second, third;
    worker->put_call(sample_call(0), first.completion());
    database_.wait_for_batches(1);
    auto call = sample_call(1);
    worker->put_call(call, second.completion());
    call.state = "held";
    worker->put_call(call, third.completion());
    database_.release();
    ASSERT_TRUE(home_.run_until([&] { return third.is_there(); }));
    EXPECT_TRUE(second.is_success());
    ASSERT_THAT(database_.batches().at(1).put_calls, SizeIs(1));
    EXPECT_EQ(database_.batches()[1].put_calls[0].state, "held");
}

TEST_F(WorkerWrite, ARemovalAfterAPutWins) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    WriteReply first, put, removal;
    worker->put_call(sample_call(0), first.completion());
    database_.wait_for_batches(1);
    worker->put_call(sample_call(1), put.completion());
    worker->remove_call(sample_call(1).uuid, removal.completion());
    database_.release();
    ASSERT_TRUE(home_.run_until([&] { return removal.is_there(); }));
    EXPECT_TRUE(put.is_success());
    EXPECT_EQ(rows(), 1U);
}

TEST_F(WorkerWrite, BindingsAreWrittenAndRemovedTogether) {
    const auto worker = start(options());
    WriteReply put, replace, remove;
    worker->put_registration(sample_binding(1), put.completion());
    ASSERT_TRUE(wait(put));
    worker->write_registrations(
        {sample_binding(2), sample_binding(3)}, {sample_binding(1).key}, replace.completion());
    ASSERT_TRUE(wait(replace));
    worker->remove_registration(sample_binding(2).key, remove.completion());
    ASSERT_TRUE(wait(remove));
    const auto left = database_.inspect()->registrations().load(cluster_).value();
    ASSERT_THAT(left, SizeIs(1));
    EXPECT_EQ(left[0].key, sample_binding(3).key);
}

TEST_F(WorkerWrite, AnEmptyWriteSucceedsAtOnce) {
    const auto worker = start(options());
    WriteReply reply;
    worker->write_registrations({}, {}, reply.completion());
    EXPECT_TRUE(wait(reply));
    EXPECT_THAT(database_.batches(), SizeIs(0));
}

TEST_F(WorkerWrite, AWriteNeedsNoCompletion) {
    const auto worker = start(options());
    worker->put_call(sample_call(1), nullptr);
    ASSERT_TRUE(put(*worker, sample_call(2)));
    EXPECT_EQ(rows(), 2U);
}

TEST_F(WorkerWrite, ADatabaseThatIsAwayIsTriedUntilItIsBack) {
    database_.refuse_connections(2);
    database_.script_commits({Step::Unavailable, Step::Unavailable});
    const auto worker = start(options());
    ASSERT_TRUE(put(*worker, sample_call()));
    EXPECT_EQ(rows(), 1U);
    EXPECT_EQ(database_.connections(), 3);
    EXPECT_EQ(metric("store_reconnects"), 2);
}

TEST_F(WorkerWrite, ACommitInDoubtIsRepeatedWithTheNewerWrites) {
    database_.script_commits({Step::InDoubt});
    const auto worker = start(options());
    WriteReply first, second;
    worker->put_call(sample_call(1), first.completion());
    database_.wait_for_batches(1);
    worker->remove_call(sample_call(1).uuid, second.completion());
    ASSERT_TRUE(home_.run_until([&] { return second.is_there(); }));
    EXPECT_TRUE(first.is_success());
    EXPECT_TRUE(second.is_success());
    EXPECT_EQ(rows(), 0U);
}

TEST_F(WorkerWrite, AHangingCommitIsAnsweredByTimeoutAndWrittenLater) {
    database_.script_commits({Step::HangThenWork});
    auto limits = options();
    limits.commit_timeout = 50ms;
    const auto worker = start(limits);
    const auto begin = std::chrono::steady_clock::now();
    WriteReply reply;
    worker->put_call(sample_call(), reply.completion());
    EXPECT_EQ(wait(reply).error().kind, ErrorKind::Timeout);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 50ms);
    EXPECT_EQ(rows(), 0U);
    EXPECT_EQ(worker->backlog().writes, 1U);
    EXPECT_GE(worker->backlog().oldest, 50ms);
    database_.release();
    ASSERT_TRUE(eventually([&] { return worker->backlog().writes == 0; }));
    ASSERT_TRUE(turns(*worker)) << "what the commit leads to has been done before";
    EXPECT_EQ(rows(), 1U);
    home_.drain();
    EXPECT_EQ(reply.calls, 1) << "the real result must be dropped";
    EXPECT_EQ(metric("store_write_timeouts"), 1);
}

TEST_F(WorkerWrite, AWriteThatWaitsBehindAHangingCommitHasItsOwnDeadline) {
    database_.script_commits({Step::HangThenWork});
    auto limits = options();
    limits.commit_timeout = 50ms;
    const auto worker = start(limits);
    WriteReply first, second;
    worker->put_call(sample_call(1), first.completion());
    database_.wait_for_batches(1);
    worker->put_call(sample_call(2), second.completion());
    EXPECT_EQ(wait(second).error().kind, ErrorKind::Timeout);
    database_.release();
}

TEST_F(WorkerWrite, AHangingTransactionIsCutAndRepeatedOnANewConnection) {
    database_.script_commits({Step::Hang});
    auto limits = options();
    limits.transaction_timeout = 50ms;
    const auto worker = start(limits);
    ASSERT_TRUE(put(*worker, sample_call()));
    const auto carriers = database_.carriers();
    ASSERT_GE(carriers.size(), 2U);
    EXPECT_NE(carriers[0], carriers[1]);
    EXPECT_EQ(rows(), 1U);
}

TEST_F(WorkerWrite, OnlyTheRefusedWriteFails) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    std::vector<WriteReply> replies(9);
    worker->put_call(sample_call(0), replies[0].completion());
    database_.wait_for_batches(1);
    for (int i = 1; i <= 8; ++i) {
        auto call = sample_call(i);
        if (i == 5)
            call.a.call_id = std::string(2001, 'x');
        worker->put_call(call, replies[static_cast<std::size_t>(i)].completion());
    }
    database_.release();
    ASSERT_TRUE(home_.run_until([&] {
        return std::ranges::all_of(replies, [](const auto& reply) { return reply.is_there(); });
    }));
    for (std::size_t i = 0; i < replies.size(); ++i)
        EXPECT_EQ(replies[i].is_success(), i != 5) << i;
    EXPECT_TRUE(replies[5].failed_with(ErrorKind::Invalid));
    EXPECT_EQ(rows(), 8U);
}

TEST_F(WorkerWrite, AFullQueueRefusesMoreWrites) {
    database_.script_commits({Step::HangThenWork});
    auto limits = options();
    limits.queue_limit = 2;
    const auto worker = start(limits);
    WriteReply first, second, third, fourth;
    worker->put_call(sample_call(1), first.completion());
    database_.wait_for_batches(1);
    worker->put_call(sample_call(2), second.completion());
    worker->put_call(sample_call(3), third.completion());
    worker->put_call(sample_call(4), fourth.completion());
    EXPECT_EQ(wait(fourth).error().kind, ErrorKind::Overload);
    database_.release();
    EXPECT_TRUE(wait(third));
    EXPECT_EQ(rows(), 3U);
}

TEST_F(WorkerWrite, ABatchHasNoMoreRowsThanItsLimit) {
    database_.script_commits({Step::HangThenWork});
    auto limits = options();
    limits.batch_limit = 4;
    const auto worker = start(limits);
    std::vector<WriteReply> replies(11);
    worker->put_call(sample_call(0), replies[0].completion());
    database_.wait_for_batches(1);
    for (int i = 1; i <= 10; ++i)
        worker->put_call(sample_call(i), replies[static_cast<std::size_t>(i)].completion());
    database_.release();
    ASSERT_TRUE(home_.run_until([&] { return replies[10].is_there(); }));
    std::vector<std::size_t> sizes;
    for (const auto& batch : database_.batches())
        sizes.push_back(batch.put_calls.size());
    EXPECT_THAT(sizes, ElementsAre(1, 4, 4, 2));
}

TEST_F(WorkerWrite, AfterAPauseIsCommittedAtOnceAndThenWaitsForCompany) {
    auto limits = options();
    limits.gather = 10s;
    limits.batch_limit = 3;
    const auto worker = start(limits);
    WriteReply alone;
    worker->put_call(sample_call(0), alone.completion());
    ASSERT_TRUE(wait(alone));
    WriteReply first, second, third;
    worker->put_call(sample_call(1), first.completion());
    worker->put_call(sample_call(2), second.completion());
    worker->put_call(sample_call(3), third.completion());
    ASSERT_TRUE(wait(third));
    EXPECT_THAT(database_.batches(), SizeIs(2));
}

TEST_F(WorkerWrite, StoppingWritesWhatWaits) {
    database_.script_commits({Step::Unavailable});
    auto worker = start(options());
    std::vector<WriteReply> replies(20);
    for (int i = 0; i < 20; ++i)
        worker->put_call(sample_call(i), replies[static_cast<std::size_t>(i)].completion());
    worker.reset();
    EXPECT_EQ(rows(), 20U);
    home_.drain();
    for (const auto& reply : replies)
        EXPECT_TRUE(reply.is_success());
}

TEST_F(WorkerWrite, StoppingWithoutDatabaseEndsAtTheTimeout) {
    database_.script_commits({Step::Hang, Step::Hang, Step::Hang});
    auto limits = options();
    limits.commit_timeout = 50ms;
    auto worker = start(limits);
    WriteReply reply;
    worker->put_call(sample_call(), reply.completion());
    database_.wait_for_batches(1);
    worker.reset();
    home_.drain();
    EXPECT_EQ(reply.calls, 1);
    EXPECT_FALSE(reply.is_success());
}

}  // namespace
}  // namespace sofia::test
