#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <gmock/gmock.h>

#include "home_thread.hpp"
#include "metrics/registry.hpp"
#include "samples.hpp"
#include "store/worker.hpp"

namespace sofia::test {

/// What one completion was given, and how often it was called.
template <class T>
struct Reply {
    int calls = 0;
    std::optional<base::Result<T>> result;

    /// The completion to hand in; the reply outlives it.
    std::function<void(base::Result<T>)> completion() {
        return [this](base::Result<T> given) {
            ++calls;
            result = std::move(given);
        };
    }
    bool is_there() const { return calls > 0; }
    bool is_success() const { return result && result->has_value(); }
    bool failed_with(base::ErrorKind kind) const {
        return result && !result->has_value() && result->error().kind == kind;
    }
};

using WriteReply = Reply<void>;

/// Base of the worker's tests: the test's thread is `home`.
class WorkerFixture : public testing::Test {
  protected:
    /// Node A with times that suit a test: nothing falls due by itself.
    store::WorkerOptions options() const {
        return {.cluster = cluster_,
                .node = kNodeA,
                .commit_timeout = std::chrono::seconds(20),
                .transaction_timeout = std::chrono::seconds(20),
                .read_timeout = std::chrono::seconds(20),
                .bulk_timeout = std::chrono::seconds(20),
                .lease = std::chrono::seconds(60)};
    }

    /// Waits for the reply of a look-up or promotion.
    template <class T>
    base::Result<T> wait(Reply<T>& reply) {
        if (!home_.run_until([&] { return reply.is_there(); }))
            return base::fail(base::ErrorKind::Timeout, "the test has waited too long");
        return *reply.result;
    }

    /// Waits for what nobody posts.
    bool eventually(const std::function<bool()>& is_so) {
        constexpr int kAttempts = 1000;
        for (int i = 0; i < kAttempts; ++i)
            if (home_.run_until(is_so, std::chrono::milliseconds(20)))
                return true;
        return false;
    }

    /// Sends a task through the writer's thread. \return whether it came through in time.
    bool turns(store::Worker& worker, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        const auto came = std::make_shared<std::atomic<bool>>(false);
        worker.on_writer_thread([this, came, pulse = worker.writer_pulse()] {
            pulse->beat();
            *came = true;
            home_.post([] {});
        });
        return home_.run_until([&] { return came->load(); }, limit);
    }

    /// Takes the epoch and waits for it.
    base::Result<store::EpochGrant> promote(store::Worker& worker, bool force = false) {
        Reply<store::EpochGrant> reply;
        worker.take_epoch(force, reply.completion());
        return wait(reply);
    }

    /// Stores a call and waits.
    base::Result<void> put(store::Worker& worker, const model::TrackedCall& call) {
        WriteReply reply;
        worker.put_call(call, reply.completion());
        return wait(reply);
    }

    const base::ClusterName cluster_{testing::UnitTest::GetInstance()->current_test_info()->name()};
    HomeThread home_;
    metrics::Registry metrics_;
};

}  // namespace sofia::test
