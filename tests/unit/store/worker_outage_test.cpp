#include <set>

#include "store/postgres/postgres.hpp"
#include "store/sqlite/sqlite.hpp"
#include "support/postgres_server.hpp"
#include "temporary_folder.hpp"
#include "worker_fixture.hpp"

// The worker over real databases, one of which fails.
namespace sofia::test {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

/// Calls that are written one after the other, and which of them were acknowledged.
class Load {
  public:
    explicit Load(store::Worker& worker) : worker_(worker) {}

    /// Writes `count` more calls.
    void write(int count) {
        for (int i = 0; i < count; ++i) {
            const int number = written_++;
            worker_.put_call(sample_call(number), [this, number](base::Result<void> result) {
                if (result)
                    acknowledged_.insert(sample_call(number).uuid.str());
                else
                    failed_.push_back(result.error().kind);
            });
        }
    }
    int written() const { return written_; }
    const std::set<std::string>& acknowledged() const { return acknowledged_; }
    const std::vector<ErrorKind>& failed() const { return failed_; }
    bool is_answered() const {
        return acknowledged_.size() + failed_.size() == static_cast<std::size_t>(written_);
    }

  private:
    store::Worker& worker_;
    int written_ = 0;
    std::set<std::string> acknowledged_;
    std::vector<ErrorKind> failed_;
};

class WorkerOutage : public WorkerFixture {
  protected:
    /// A server of the suite's own: it is killed and frozen.
    static void SetUpTestSuite() { server_ = new PostgresServer; }
    static void TearDownTestSuite() {
        delete server_;
        server_ = nullptr;
    }
    void SetUp() override {
        name_ = server_->make_database();
        opener_ = store::postgres::opener({store::DatabaseKind::Postgres, server_->dsn(name_)});
        ASSERT_TRUE((*opener_())->migrate());
    }

    store::WorkerOptions short_options() const {
        auto limits = options();
        limits.commit_timeout = 200ms;
        limits.transaction_timeout = 200ms;
        limits.read_timeout = 400ms;
        limits.bulk_timeout = 400ms;
        return limits;
    }
    /// Runs completions until all writes of the load are answered.
    void finish(const Load& load) {
        ASSERT_TRUE(home_.run_until([&] { return load.is_answered(); }));
    }
    /// Waits until nothing waits any more; each of these writes comes back after all before it. A
    /// connection has to be made first, for which the short limits may not be enough.
    void finish_everything(store::Worker& worker) {
        while (!put(worker, sample_call(999999)))
            ASSERT_FALSE(HasFailure());
    }
    /// Claims until the database answers: a connection that was begun while the server was frozen
    /// may use up its two seconds.
    std::vector<model::TrackedCall> claim_until_answered(store::Worker& worker) {
        Reply<model::CallPiece> reply;
        do {
            reply = {};
            worker.claim_calls(kAllCalls, reply.completion());
        } while (!wait(reply));
        return reply.result->value().calls;
    }
    std::set<std::string> rows() const {
        std::set<std::string> uuids;
        const auto text =
            server_->sql(name_, "SELECT call_uuid FROM tracked_calls WHERE call_uuid < 'call-99'");
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            uuids.insert(line);
        return uuids;
    }

    static inline PostgresServer* server_ = nullptr;
    std::string name_;
    store::Opener opener_;
};

TEST_F(WorkerOutage, NothingAcknowledgedIsLostWhenTheServerIsKilled) {
    store::Worker worker(options(), opener_, home_, metrics_);
    Load load(worker);
    for (int round = 0; round < 3; ++round) {
        load.write(300);
        ASSERT_TRUE(home_.run_until([&] { return !load.acknowledged().empty(); }));
        server_->kill();
        home_.drain();
        const auto acknowledged = load.acknowledged();
        load.write(100);
        server_->start();
        const auto stored = rows();
        EXPECT_TRUE(std::ranges::includes(stored, acknowledged)) << "round " << round;
        finish(load);
    }
    EXPECT_TRUE(load.failed().empty());
    EXPECT_EQ(rows(), load.acknowledged());
    EXPECT_EQ(rows().size(), static_cast<std::size_t>(load.written()));
}

TEST_F(WorkerOutage, WritesTimeOutWhileTheServerIsStoppedAndAreWrittenAfterwards) {
    store::Worker worker(short_options(), opener_, home_, metrics_);
    finish_everything(worker);
    server_->stop();
    Load load(worker);
    const auto begin = std::chrono::steady_clock::now();
    load.write(50);
    finish(load);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
    EXPECT_EQ(load.failed(), std::vector<ErrorKind>(50, ErrorKind::Timeout));
    EXPECT_TRUE(eventually([&] { return !worker.backlog().connected; }));
    EXPECT_EQ(worker.backlog().writes, 50U);
    server_->start();
    finish_everything(worker);
    EXPECT_EQ(rows().size(), 50U);
    EXPECT_TRUE(worker.backlog().connected);
}

TEST_F(WorkerOutage, WritesTimeOutWhileTheServerIsFrozenAndAreWrittenAfterwards) {
    store::Worker worker(short_options(), opener_, home_, metrics_);
    finish_everything(worker);
    server_->freeze();
    Load load(worker);
    const auto begin = std::chrono::steady_clock::now();
    load.write(50);
    finish(load);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
    EXPECT_EQ(load.failed(), std::vector<ErrorKind>(50, ErrorKind::Timeout));
    server_->thaw();
    finish_everything(worker);
    EXPECT_EQ(rows().size(), 50U);
}

TEST_F(WorkerOutage, AShortFreezeIsSatOut) {
    store::Worker worker(options(), opener_, home_, metrics_);
    finish_everything(worker);
    server_->freeze();
    Load load(worker);
    load.write(200);
    server_->thaw();
    finish(load);
    EXPECT_TRUE(load.failed().empty());
    EXPECT_EQ(rows().size(), 200U);
}

TEST_F(WorkerOutage, ARemovalAfterAnOutageIsTheLastWord) {
    store::Worker worker(short_options(), opener_, home_, metrics_);
    Load load(worker);
    load.write(50);
    server_->freeze();
    for (int i = 0; i < 50; ++i)
        worker.remove_call(sample_call(i).uuid, nullptr);
    finish(load);
    server_->thaw();
    finish_everything(worker);
    EXPECT_TRUE(rows().empty());
}

TEST_F(WorkerOutage, AQuestionToAFrozenServerIsAnsweredByTimeout) {
    store::Worker worker(short_options(), opener_, home_, metrics_);
    finish_everything(worker);
    claim_until_answered(worker);
    server_->freeze();
    Reply<model::CallPiece> frozen;
    worker.claim_calls(kAllCalls, frozen.completion());
    EXPECT_EQ(wait(frozen).error().kind, ErrorKind::Timeout);
    server_->thaw();
    EXPECT_EQ(claim_until_answered(worker).size(), 1U);
}

TEST_F(WorkerOutage, StoppingDoesNotWaitForAFrozenServer) {
    auto worker = std::make_unique<store::Worker>(short_options(), opener_, home_, metrics_);
    finish_everything(*worker);
    server_->freeze();
    Load load(*worker);
    load.write(10);
    const auto begin = std::chrono::steady_clock::now();
    worker.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
    home_.drain();
    EXPECT_TRUE(load.is_answered());
    server_->thaw();
}

TEST(WorkerOverSqlite, WritesAndClaimsGoOnSideBySide) {
    TemporaryFolder folder;
    HomeThread home;
    metrics::Registry metrics;
    const auto opener = store::sqlite::opener(folder.file("node.db"));
    ASSERT_TRUE((*opener())->migrate());
    store::Worker worker(
        {.cluster = base::ClusterName("c"), .node = kNodeA}, opener, home, metrics);
    worker.set_epoch(base::Epoch{1});
    Load load(worker);
    int claims = 0;
    for (int round = 0; round < 20; ++round) {
        load.write(50);
        worker.claim_calls(kAllCalls, [&](auto calls) { claims += calls.has_value() ? 1 : 0; });
    }
    ASSERT_TRUE(home.run_until([&] { return load.is_answered() && claims == 20; }));
    EXPECT_TRUE(load.failed().empty());
    EXPECT_EQ((*opener())->calls().count(base::ClusterName("c")).value(), 1000U);
}

}  // namespace
}  // namespace sofia::test
