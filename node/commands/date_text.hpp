#pragma once

#include <string>

#include "base/clock.hpp"

namespace sofia::commands {

/// "2026-11-22 21:44:09", in the time zone of the process.
std::string local_date(base::WallTime time);
/// Seconds since 1970 UTC as text, fractions cut off.
std::string epoch_seconds(base::WallTime time);
/// "0 years, 3 days, 1 hour, 0 minutes, 16 seconds, 580 milliseconds, 499 microseconds": a year is
/// 365 days, as users of `status` know it.
std::string uptime_words(std::chrono::microseconds duration);

}  // namespace sofia::commands
