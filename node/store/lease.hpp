#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::store {

/// When the epoch that we hold has to be prolonged. Pure.
class Lease {
  public:
    /// `length`: how long a renewal lasts; it is renewed three times in that span, so that one
    /// failure costs nothing.
    explicit Lease(base::Milliseconds length) : length_(length) {}

    /// The epoch was taken, or its lease prolonged, at `now`.
    void renewed(base::Epoch epoch, base::SteadyTime now) {
        epoch_ = epoch;
        next_ = now + period();
        until_ = now + length_;
    }
    /// We hold no epoch any more.
    void ended() { epoch_.reset(); }

    /// The epoch that we hold.
    std::optional<base::Epoch> epoch() const { return epoch_; }
    /// When it is time to renew; SteadyTime::max() when we hold no epoch.
    base::SteadyTime next_renewal() const { return epoch_ ? next_ : base::SteadyTime::max(); }
    /// When it runs out unless it is renewed; meaningless when we hold no epoch.
    base::SteadyTime until() const { return until_; }
    /// Time between two renewals.
    base::Milliseconds period() const { return length_ / 3; }
    /// How long a renewal lasts.
    base::Milliseconds length() const { return length_; }

  private:
    base::Milliseconds length_;
    std::optional<base::Epoch> epoch_;
    base::SteadyTime next_{};
    base::SteadyTime until_{};
};

}  // namespace sofia::store
