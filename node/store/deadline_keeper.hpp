#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.hpp"

namespace sofia::store {

/// A thread that looks at the clock for those who may hang in the database. It sleeps until the
/// earliest deadline it was told of. Thread: arm() any.
class DeadlineKeeper {
  public:
    /// Does what is due at `now` and tells when it wants to be called next, SteadyTime::max() for
    /// not before arm(). Runs on the keeper's thread and must not block.
    using Check = std::function<base::SteadyTime(base::SteadyTime now)>;

    DeadlineKeeper() = default;
    /// Stops the thread.
    ~DeadlineKeeper();
    DeadlineKeeper(const DeadlineKeeper&) = delete;
    DeadlineKeeper& operator=(const DeadlineKeeper&) = delete;

    /// Starts the thread with all its checks; called once.
    void start(std::vector<Check> checks);
    /// Has the checks called at `when` at the latest.
    void arm(base::SteadyTime when);
    /// Ends the thread; no check runs any more when it returns.
    void stop();

  private:
    void run();

    // Constant after start().
    std::vector<Check> checks_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    base::SteadyTime next_ = base::SteadyTime::max();
    bool stopping_ = false;
    // Last member: the thread uses all others.
    std::thread thread_;
};

}  // namespace sofia::store
