#include "store/deadline_keeper.hpp"

#include <algorithm>
#include <utility>

namespace sofia::store {

DeadlineKeeper::~DeadlineKeeper() {
    stop();
}

void DeadlineKeeper::start(std::vector<Check> checks) {
    checks_ = std::move(checks);
    thread_ = std::thread([this] { run(); });
}

void DeadlineKeeper::arm(base::SteadyTime when) {
    const std::scoped_lock lock(mutex_);
    if (when >= next_)
        return;
    next_ = when;
    changed_.notify_one();
}

void DeadlineKeeper::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable())
        thread_.join();
}

void DeadlineKeeper::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto now = base::system_clock().steady();
        if (next_ > now) {
            // Waiting until the end of time would overflow in the library.
            if (next_ == base::SteadyTime::max())
                changed_.wait(lock);
            else
                changed_.wait_until(lock, next_);
            continue;
        }
        next_ = base::SteadyTime::max();
        lock.unlock();
        auto soonest = base::SteadyTime::max();
        for (const auto& check : checks_)
            soonest = std::min(soonest, check(now));
        lock.lock();
        next_ = std::min(next_, soonest);
    }
}

}  // namespace sofia::store
