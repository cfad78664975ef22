#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "base/executor.hpp"

namespace sofia::test {

/// Stands for the SIP thread: the test's own thread, which runs what was posted while it waits for
/// something.
class HomeThread final : public base::Executor {
  public:
    void post(base::Task task) override {
        const std::scoped_lock lock(mutex_);
        tasks_.push_back(std::move(task));
        posted_.notify_one();
    }

    /// Runs tasks until `is_done()`. \return whether it became so within `limit`.
    bool run_until(const std::function<bool()>& is_done,
                   std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        const auto end = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        while (!is_done()) {
            if (!posted_.wait_until(lock, end, [&] { return !tasks_.empty(); }))
                return is_done();
            run_one(lock);
        }
        return true;
    }

    /// Runs what was posted until now. \return how many tasks.
    std::size_t drain() {
        std::unique_lock lock(mutex_);
        std::size_t count = 0;
        for (; !tasks_.empty(); ++count)
            run_one(lock);
        return count;
    }

  private:
    void run_one(std::unique_lock<std::mutex>& lock) {
        const auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }

    std::mutex mutex_;
    std::condition_variable posted_;
    // Guarded by mutex_.
    std::deque<base::Task> tasks_;
};

}  // namespace sofia::test
