#pragma once

#include <optional>

#include "base/boot_clock.hpp"
#include "base/clock.hpp"

namespace sofia::cluster {

/// Keeps a node that stood still from acting on what it believed before (ADR 0008). Whoever was
/// stopped, swapped out or suspended for longer than `longest_pause` may have lost its cluster
/// meanwhile, and finds requests in its sockets that somebody else has answered. So it does nothing
/// until the database has confirmed the epoch with an answer to a question that was asked after the
/// waking. Pure but for its memory of the last turn. Thread: SIP.
class FreezeGuard {
  public:
    explicit FreezeGuard(base::Milliseconds longest_pause) : longest_pause_(longest_pause) {}

    /// The node owns an epoch from now on: what it does is watched.
    void arm(base::BootTime now) {
        last_turn_ = now;
        woke_.reset();
    }
    /// The node owns nothing any more: there is nothing to be wrong about.
    void disarm() {
        last_turn_.reset();
        woke_.reset();
    }

    /// Whether the node may act at `now`; asked at each turn of the SIP loop, and at least several
    /// times in `longest_pause` while nothing happens. `confirmed` gives when the last question was
    /// asked whose answer has confirmed our epoch; it is called only while the guard holds.
    template <class Confirmed>
    bool may_act(base::BootTime now, Confirmed confirmed) {
        if (!last_turn_)
            return true;
        if (now - *last_turn_ > longest_pause_) {
            woke_ = now;
            paused_ = std::chrono::duration_cast<base::Milliseconds>(now - *last_turn_);
        }
        last_turn_ = now;
        if (woke_ && confirmed() > *woke_)
            woke_.reset();
        return !woke_;
    }

    /// When the pause ended after which nothing has been confirmed yet; nothing while all is well.
    std::optional<base::BootTime> woke() const { return woke_; }
    /// How long the last pause was.
    base::Milliseconds paused() const { return paused_; }

  private:
    const base::Milliseconds longest_pause_;
    std::optional<base::BootTime> last_turn_;
    std::optional<base::BootTime> woke_;
    base::Milliseconds paused_{0};
};

/// How long a node may stand still and then go on without asking, when its lease lasts `lease`.
/// After a shorter pause the next look at the epoch, a tenth of a second away, tells of a
/// successor.
base::Milliseconds longest_pause(base::Milliseconds lease);

}  // namespace sofia::cluster
