#pragma once

#include <chrono>
#include <cstdint>

namespace sofia::base {

using Milliseconds = std::chrono::milliseconds;
/// Wall-clock time as it goes to the database: milliseconds since 1970 UTC.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Milliseconds>;
/// Time for measuring durations and deadlines; never goes backwards.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Where time comes from, so that tests can turn the hands. Thread: any.
class Clock {
  public:
    virtual ~Clock() = default;
    /// Now, for rows, logs and what people see.
    virtual WallTime wall() const = 0;
    /// Now, for deadlines.
    virtual SteadyTime steady() const = 0;
};

/// The machine's own clock. Lives as long as the process.
const Clock& system_clock();

/// Milliseconds since 1970 UTC, the form of every time column in the database.
constexpr std::int64_t to_epoch_ms(WallTime time) {
    return time.time_since_epoch().count();
}

/// The inverse of to_epoch_ms().
constexpr WallTime from_epoch_ms(std::int64_t ms) {
    return WallTime(Milliseconds(ms));
}

}  // namespace sofia::base
