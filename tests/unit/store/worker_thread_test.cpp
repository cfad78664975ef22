#include <atomic>

#include "scripted_database.hpp"
#include "worker_fixture.hpp"

namespace sofia::test {
namespace {

using namespace std::chrono_literals;

/// The writer's thread as the watchdog sees it.
class WorkerThread : public WorkerFixture {
  protected:
    std::unique_ptr<store::Worker> start() {
        return std::make_unique<store::Worker>(options(), database_.opener(), home_, metrics_);
    }

    ScriptedDatabase database_;
};

TEST_F(WorkerThread, CarriesOutATaskWithoutAnyWrite) {
    const auto worker = start();
    EXPECT_TRUE(turns(*worker));
    EXPECT_TRUE(turns(*worker));
}

TEST_F(WorkerThread, IsKnownByItsPulse) {
    const auto worker = start();
    ASSERT_TRUE(turns(*worker));
    EXPECT_NE(worker->writer_pulse()->thread(), 0);
    EXPECT_NE(worker->writer_pulse()->thread(), gettid());
}

TEST_F(WorkerThread, TurnsWhileTheDatabaseIsAway) {
    database_.refuse_connections(1000);
    const auto worker = start();
    WriteReply reply;
    worker->put_call(sample_call(), reply.completion());
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(turns(*worker));
    database_.refuse_connections(0);
}

TEST_F(WorkerThread, IsExcusedWhileTheDatabaseHangsAndNotAfterwards) {
    database_.script_commits({Step::HangThenWork});
    const auto worker = start();
    WriteReply reply;
    worker->put_call(sample_call(), reply.completion());
    database_.wait_for_batches(1);
    const auto now = base::system_clock().steady();
    EXPECT_TRUE(worker->writer_pulse()->is_excused(now));
    EXPECT_FALSE(worker->writer_pulse()->is_excused(now + 1min));
    database_.release();
    ASSERT_TRUE(home_.run_until([&] { return reply.is_there(); }));
    ASSERT_TRUE(turns(*worker));
    EXPECT_FALSE(worker->writer_pulse()->is_excused(base::system_clock().steady()));
}

TEST_F(WorkerThread, WritesWhatWaitedForATask) {
    const auto worker = start();
    std::atomic<bool> is_under_way{false};
    std::atomic<bool> go_on{false};
    worker->on_writer_thread([&] {
        is_under_way = true;
        is_under_way.notify_one();
        go_on.wait(false);
    });
    // A turn of the thread that has begun looks at tasks no more, but still writes what comes.
    is_under_way.wait(false);
    WriteReply reply;
    worker->put_call(sample_call(), reply.completion());
    EXPECT_FALSE(home_.run_until([&] { return reply.is_there(); }, 50ms));
    go_on = true;
    go_on.notify_one();
    EXPECT_TRUE(home_.run_until([&] { return reply.is_there(); }));
    EXPECT_TRUE(reply.is_success());
}

}  // namespace
}  // namespace sofia::test
