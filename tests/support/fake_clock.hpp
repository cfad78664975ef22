#pragma once

#include "base/clock.hpp"

namespace sofia::test {

/// A clock whose hands the test turns; wall and steady time move together.
class FakeClock final : public base::Clock {
  public:
    base::WallTime wall() const override { return wall_; }
    base::SteadyTime steady() const override { return steady_; }
    /// Moves both hands forward.
    void advance(base::Milliseconds by) {
        wall_ += by;
        steady_ += by;
    }

  private:
    // 2026-01-01 00:00:00 UTC, so that dates in expected texts are readable.
    base::WallTime wall_{base::Milliseconds(1767225600000)};
    base::SteadyTime steady_{std::chrono::hours(1)};
};

}  // namespace sofia::test
