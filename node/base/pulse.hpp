#pragma once

#include <atomic>
#include <cstdint>

#include <unistd.h>

#include "base/clock.hpp"

namespace sofia::base {

/// A thread's sign of life: the thread beats, whoever looks after it counts. No lock is taken on
/// either side, so that a thread that hangs with any lock in hand can be seen to hang. Thread: any.
class Pulse {
  public:
    Pulse() = default;
    Pulse(const Pulse&) = delete;
    Pulse& operator=(const Pulse&) = delete;

    /// Says that the calling thread turns, and that it is the one that this pulse stands for.
    void beat() noexcept {
        thread_.store(gettid(), std::memory_order_relaxed);
        beats_.fetch_add(1, std::memory_order_release);
    }
    /// Says that the thread waits for somebody else now, who may take until `until`: its silence
    /// means nothing before. SteadyTime::max(): as long as it takes.
    void excuse(SteadyTime until) noexcept {
        excused_until_.store(until.time_since_epoch().count(), std::memory_order_release);
    }
    /// Ends excuse(): the thread goes on by itself.
    void no_excuse() noexcept { excuse(SteadyTime::min()); }

    /// How often it has beaten.
    std::uint64_t beats() const noexcept { return beats_.load(std::memory_order_acquire); }
    /// Whether its silence means nothing at `now`.
    bool is_excused(SteadyTime now) const noexcept {
        return now.time_since_epoch().count() < excused_until_.load(std::memory_order_acquire);
    }
    /// The kernel's number of the thread that beat last; 0 before the first beat.
    pid_t thread() const noexcept { return thread_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> beats_{0};
    std::atomic<SteadyTime::rep> excused_until_{SteadyTime::min().time_since_epoch().count()};
    std::atomic<pid_t> thread_{0};
};

}  // namespace sofia::base
