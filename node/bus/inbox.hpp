#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/executor.hpp"

namespace sofia::bus {

/// A bounded queue that any thread fills and one executor empties. Wake-ups are coalesced: while
/// a drain is posted, further values only join the queue. Owned by shared_ptr, because the posted
/// task keeps it alive. Thread: offer(), close() and dropped() any; deliveries on the executor.
template <class T>
class Inbox : public std::enable_shared_from_this<Inbox<T>> {
  public:
    /// At most `limit` values wait. `executor` must outlive the call of close() and must not run
    /// a task inside post().
    Inbox(base::Executor& executor, std::size_t limit, std::function<void(const T&)> deliver)
        : limit_(limit), deliver_(std::move(deliver)), executor_(executor) {}

    /// Queues a value; a full queue drops it and counts.
    void offer(T value) {
        const std::lock_guard lock(mutex_);
        if (closed_)
            return;
        if (waiting_.size() >= limit_) {
            dropped_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        waiting_.push_back(std::move(value));
        wake();
    }

    /// Ends the deliveries and forgets what waits; the executor is not touched again.
    void close() {
        std::deque<T> discarded;
        const std::lock_guard lock(mutex_);
        closed_ = true;
        discarded.swap(waiting_);
    }

    /// Values dropped so far because the queue was full.
    std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

  private:
    /// Values delivered by one task before it makes room for other work of the same thread.
    static constexpr std::size_t kBatch = 128;

    /// Needs mutex_: so close() on another thread cannot return between the check and the post.
    void wake() {
        if (awake_)
            return;
        awake_ = true;
        executor_.post([self = this->shared_from_this()] { self->drain(); });
    }

    void drain() {
        for (std::size_t delivered = 0; delivered < kBatch; ++delivered) {
            const auto value = take();
            if (!value)
                return;
            deliver_(*value);
        }
        const std::lock_guard lock(mutex_);
        awake_ = false;
        if (!waiting_.empty())
            wake();
    }

    std::optional<T> take() {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty()) {
            awake_ = false;
            return std::nullopt;
        }
        std::optional<T> value(std::move(waiting_.front()));
        waiting_.pop_front();
        return value;
    }

    // Constant after construction
    const std::size_t limit_;
    const std::function<void(const T&)> deliver_;

    std::atomic<std::uint64_t> dropped_{0};

    std::mutex mutex_;
    // Guarded by mutex_
    base::Executor& executor_;
    std::deque<T> waiting_;
    bool awake_ = false;
    bool closed_ = false;
};

}  // namespace sofia::bus
