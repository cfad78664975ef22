#pragma once

#include <chrono>
#include <set>

namespace sofia::sip::nta {

/// Waits for the stack's loop, which would cut the time to its next timer to whole milliseconds and
/// poll without waiting during the last one, at 50 calls/s a third of its work (ADR 0001), and
/// would not ask before it goes on (ADR 0008). Thread: SIP.
class IdleWait {
  public:
    /// The epoll descriptors of this process now; a root's is the one that its creation adds.
    static std::set<int> event_queues();

    IdleWait() = default;
    /// \param before what event_queues() gave before the root was made. There must be exactly one
    /// more now.
    explicit IdleWait(const std::set<int>& before);

    /// Waits until something has come, at least 1 ms and at most `time` or a second. Without an
    /// event queue: 1 ms.
    void wait(std::chrono::milliseconds time) noexcept;

  private:
    int event_queue_ = -1;
};

}  // namespace sofia::sip::nta
