#pragma once

#include <deque>
#include <vector>

#include "base/clock.hpp"
#include "store/worker.hpp"
#include "store/write_queue.hpp"

namespace sofia::store {

/// The completions that somebody waits for, each called once: by the write's outcome or by its
/// deadline, whichever comes first. All wait equally long, so the first added is the first to fall
/// due. Thread: not safe by itself.
class Waiters {
  public:
    /// Adds a completion that falls due at `deadline`, not earlier than those before it.
    WaiterId add(OnCommit done, base::SteadyTime deadline);
    /// The completion, to be called now; empty when its deadline has taken it already.
    OnCommit take(WaiterId id);
    /// All completions that are due at `now`.
    std::vector<OnCommit> expire(base::SteadyTime now);
    /// All completions.
    std::vector<OnCommit> take_all();
    /// When the next completion falls due; SteadyTime::max() when nobody waits.
    base::SteadyTime next_deadline() const;

  private:
    struct Waiter {
        OnCommit done;
        base::SteadyTime deadline;
    };
    void drop_taken();

    /// The waiter of id n is at n - first_; one that was taken has no completion any more.
    std::deque<Waiter> waiting_;
    WaiterId first_ = 0;
};

}  // namespace sofia::store
