#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>

#include "base/clock.hpp"

namespace sofia::store {

/// How far apart commits begin (ADR 0002). Each costs the database about as much as a dozen rows in
/// it, so writes wait for company: for `usual` as a rule, which an answer does not feel, and for
/// twice as long while so many rows come that a commit of the usual pace is a good part of the
/// work. Pure but for its memory. Thread: the writer's.
class CommitPace {
  public:
    /// Rows a second from which on the node is busy: some 400 calls a second, each two rows.
    static constexpr double kBusy = 800;

    explicit CommitPace(base::Milliseconds usual) : usual_(usual) {}

    /// A commit of so many rows begins at `now`. \return when the next may begin at the earliest.
    base::SteadyTime next(std::size_t rows, base::SteadyTime now) {
        const std::chrono::duration<double> since = now - last_;
        last_ = now;
        recent_ = recent_ * std::exp(-since.count()) + static_cast<double>(rows);
        return now + (recent_ < kBusy ? usual_ : 2 * usual_);
    }

  private:
    const base::Milliseconds usual_;
    base::SteadyTime last_{};
    /// Rows of about the last second; older ones count less and less.
    double recent_ = 0;
};

}  // namespace sofia::store
