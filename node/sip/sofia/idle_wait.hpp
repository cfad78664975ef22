#pragma once

#include <set>

#include "base/clock.hpp"

namespace sofia::sip::nta {

/// Keeps the stack's loop from spinning: it cuts the time to its next timer to whole milliseconds
/// and polls without waiting during the last one, which at 50 calls/s is a third of its work
/// (ADR 0001). We wait there, at most 1 ms, until something comes. Thread: SIP.
class IdleWait {
  public:
    /// The epoll descriptors of this process now; a root's is the one that its creation adds.
    static std::set<int> event_queues();

    IdleWait() = default;
    /// \param before what event_queues() gave before the root was made. When there is not exactly
    /// one more now, nothing is ever waited for.
    explicit IdleWait(const std::set<int>& before);

    /// Called before each poll of the loop: waits when the last poll was a moment ago and found
    /// nothing to do.
    void before_poll() noexcept;

  private:
    int event_queue_ = -1;
    base::SteadyTime last_poll_{};
};

}  // namespace sofia::sip::nta
