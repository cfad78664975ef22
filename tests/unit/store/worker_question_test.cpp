#include "scripted_database.hpp"
#include "worker_fixture.hpp"

namespace sofia::test {
namespace {

using base::Epoch;
using base::ErrorKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

using Piece = model::CallPiece;
using Bindings = std::vector<model::Registration>;

class WorkerQuestion : public WorkerFixture {
  protected:
    /// A worker of node A with epoch 2; node B has left calls 1 and 2 with epoch 1.
    std::unique_ptr<store::Worker> start(const store::WorkerOptions& options) {
        auto database = database_.inspect();
        store::Batch left{.cluster = cluster_, .owner = kNodeB, .epoch = Epoch{1}};
        left.put_calls = {sample_call(1), sample_call(2)};
        left.put_registrations = {sample_binding(1), sample_binding(2)};
        EXPECT_TRUE(database->commit(left));
        auto worker = std::make_unique<store::Worker>(options, database_.opener(), home_, metrics_);
        worker->on_stale(home_, [this](base::Epoch) { ++stale_calls_; });
        worker->set_epoch(Epoch{2});
        return worker;
    }
    base::Result<std::vector<model::TrackedCall>> claim(store::Worker& worker) {
        Reply<Piece> reply;
        worker.claim_calls(kAllCalls, reply.completion());
        auto piece = wait(reply);
        if (!piece)
            return tl::unexpected(piece.error());
        return std::move(piece->calls);
    }

    ScriptedDatabase database_;
    int stale_calls_ = 0;
};

std::vector<std::string> names(const std::vector<model::TrackedCall>& calls) {
    std::vector<std::string> all;
    for (const auto& call : calls)
        all.push_back(call.uuid.str());
    return all;
}

TEST_F(WorkerQuestion, ClaimGivesTheCallsUnderOurEpoch) {
    const auto worker = start(options());
    const auto calls = claim(*worker);
    ASSERT_TRUE(calls) << calls.error().text;
    EXPECT_THAT(names(*calls), ElementsAre("call-0001", "call-0002"));
    EXPECT_EQ(calls->front().owner, kNodeA);
    EXPECT_EQ(calls->front().epoch, Epoch{2});
}

TEST_F(WorkerQuestion, AClaimedCallIsFoundByEitherDialog) {
    const auto worker = start(options());
    Reply<std::optional<model::TrackedCall>> found, missing;
    worker->claim_call(sample_call(2).uuid, sample_call(2).b, found.completion());
    worker->claim_call(sample_call(2).uuid, {"nobody", "tag"}, missing.completion());
    ASSERT_TRUE(wait(found));
    EXPECT_EQ((**found.result)->uuid, sample_call(2).uuid);
    ASSERT_TRUE(wait(missing));
    EXPECT_EQ(**missing.result, std::nullopt);
}

TEST_F(WorkerQuestion, FlushCountsWhatItDeleted) {
    const auto worker = start(options());
    Reply<std::size_t> reply;
    worker->flush_calls("", reply.completion());
    EXPECT_EQ(wait(reply).value(), 2U);
    EXPECT_THAT(claim(*worker).value(), IsEmpty());
}

TEST_F(WorkerQuestion, BindingsAreLoaded) {
    const auto worker = start(options());
    Reply<Bindings> reply;
    worker->load_registrations(reply.completion());
    EXPECT_THAT(wait(reply).value(), SizeIs(2));
}

TEST_F(WorkerQuestion, AQuestionOnABrokenConnectionIsAskedAgain) {
    database_.script_questions({Step::Unavailable, Step::InDoubt});
    const auto worker = start(options());
    EXPECT_THAT(claim(*worker).value(), SizeIs(2));
}

TEST_F(WorkerQuestion, AQuestionThatHangsOnceIsCutAndAskedAgain) {
    database_.script_questions({Step::Hang});
    auto limits = options();
    limits.bulk_timeout = 2s;
    const auto worker = start(limits);
    EXPECT_THAT(claim(*worker).value(), SizeIs(2));
}

TEST_F(WorkerQuestion, AQuestionToAHangingDatabaseIsAnsweredByTimeout) {
    database_.script_questions(std::vector<Step>(100, Step::Hang));
    auto limits = options();
    limits.bulk_timeout = 100ms;
    const auto worker = start(limits);
    Reply<Piece> first;
    Reply<Bindings> second;
    worker->claim_calls(kAllCalls, first.completion());
    worker->load_registrations(second.completion());
    EXPECT_EQ(wait(first).error().kind, ErrorKind::Timeout);
    EXPECT_EQ(wait(second).error().kind, ErrorKind::Timeout);
}

TEST_F(WorkerQuestion, AQuestionToADatabaseThatIsAwayIsAnsweredByTimeout) {
    database_.refuse_connections(1000000);
    auto limits = options();
    limits.bulk_timeout = 100ms;
    const auto worker = start(limits);
    EXPECT_EQ(claim(*worker).error().kind, ErrorKind::Timeout);
    EXPECT_FALSE(worker->backlog().connected);
}

TEST_F(WorkerQuestion, ALookUpMayTakeLessTimeThanAClaimOfAll) {
    database_.script_questions({Step::HangThenWork});
    auto limits = options();
    limits.read_timeout = 50ms;
    const auto worker = start(limits);
    Reply<Piece> all;
    Reply<std::optional<model::TrackedCall>> one;
    worker->claim_calls(kAllCalls, all.completion());
    worker->claim_call(sample_call(1).uuid, sample_call(1).a, one.completion());
    EXPECT_EQ(wait(one).error().kind, ErrorKind::Timeout);
    EXPECT_FALSE(all.is_there());
    database_.release();
    EXPECT_THAT(wait(all)->calls, SizeIs(2));
}

TEST_F(WorkerQuestion, QuestionsDoNotWaitForAHangingCommit) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    worker->put_call(sample_call(9), nullptr);
    database_.wait_for_batches(1);
    EXPECT_THAT(claim(*worker).value(), SizeIs(2));
    database_.release();
}

TEST_F(WorkerQuestion, ACallThatEndsWhileItIsClaimedDoesNotComeBack) {
    database_.script_questions({Step::HangThenWork});
    const auto worker = start(options());
    Reply<Piece> claimed;
    worker->claim_calls(kAllCalls, claimed.completion());
    WriteReply removed;
    worker->remove_call(sample_call(1).uuid, removed.completion());
    ASSERT_TRUE(wait(removed));
    database_.release();
    EXPECT_THAT(names(wait(claimed)->calls), ElementsAre("call-0002"));
}

TEST_F(WorkerQuestion, ACallWhoseRemovalWaitsIsNotClaimed) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    worker->remove_call(sample_call(1).uuid, nullptr);
    database_.wait_for_batches(1);
    EXPECT_THAT(names(claim(*worker).value()), ElementsAre("call-0002"));
    Reply<std::optional<model::TrackedCall>> found;
    worker->claim_call(sample_call(1).uuid, sample_call(1).a, found.completion());
    EXPECT_EQ(wait(found).value(), std::nullopt);
    database_.release();
}

TEST_F(WorkerQuestion, ABindingWhoseRemovalWaitsIsNotLoaded) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start(options());
    worker->remove_registration(sample_binding(1).key, nullptr);
    database_.wait_for_batches(1);
    Reply<Bindings> reply;
    worker->load_registrations(reply.completion());
    ASSERT_THAT(wait(reply).value(), SizeIs(1));
    EXPECT_EQ((**reply.result)[0].key, sample_binding(2).key);
    database_.release();
}

TEST_F(WorkerQuestion, ARefusedRemovalDoesNotHideTheCallForEver) {
    const auto worker = start(options());
    worker->set_epoch(Epoch{0});
    WriteReply refused;
    worker->remove_call(sample_call(1).uuid, refused.completion());
    ASSERT_EQ(wait(refused).error().kind, ErrorKind::Stale);
    worker->set_epoch(Epoch{3});
    EXPECT_THAT(claim(*worker).value(), SizeIs(2));
}

TEST_F(WorkerQuestion, AStaleClaimFencesTheNode) {
    const auto worker = start(options());
    const auto now = base::system_clock().wall();
    auto database = database_.inspect();
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(database->cluster().take_epoch(cluster_, kNodeB, now, now + kLease, true));
    EXPECT_EQ(claim(*worker).error().kind, ErrorKind::Stale);
    ASSERT_TRUE(home_.run_until([&] { return stale_calls_ > 0; }));
    EXPECT_EQ(put(*worker, sample_call()).error().kind, ErrorKind::Stale);
}

TEST_F(WorkerQuestion, StoppingRefusesTheQuestionsThatWait) {
    database_.script_questions(std::vector<Step>(100, Step::Hang));
    auto worker = start(options());
    Reply<Piece> first, second;
    worker->claim_calls(kAllCalls, first.completion());
    worker->claim_calls(kAllCalls, second.completion());
    worker.reset();
    home_.drain();
    EXPECT_TRUE(first.failed_with(ErrorKind::Unavailable));
    EXPECT_TRUE(second.failed_with(ErrorKind::Unavailable));
}

}  // namespace
}  // namespace sofia::test
