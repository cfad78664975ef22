#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace sofia::store {

/// How long to wait before the next attempt to reach the database: 50 ms, then twice as long each
/// time, at most a second.
class Backoff {
  public:
    /// The pause before the next attempt.
    base::Milliseconds next() {
        const auto pause = pause_;
        pause_ = std::min(2 * pause_, kLongest);
        return pause;
    }
    /// The database has answered: starts again with the shortest pause.
    void reset() { pause_ = kShortest; }

  private:
    static constexpr base::Milliseconds kShortest{50};
    static constexpr base::Milliseconds kLongest{1000};
    base::Milliseconds pause_ = kShortest;
};

}  // namespace sofia::store
