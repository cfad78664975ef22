#pragma once

#include <chrono>

namespace sofia::base {

/// The clock that counts the time during which the machine slept, too. Its values are of no use
/// with those of the steady clock. Thread: any.
struct BootClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
    /// Time since the machine was started.
    static time_point now() noexcept;
};

/// Time for noticing that this process stood still.
using BootTime = BootClock::time_point;

}  // namespace sofia::base
