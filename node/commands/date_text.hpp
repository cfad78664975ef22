#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/local_date.hpp"

namespace sofia::commands {

using base::local_date;
/// The inverse of local_date(), seconds since 1970 UTC: the time may be left out from its end,
/// "2026-11-22" is midnight. Nothing when the text is no date.
std::optional<long long> read_local_date(std::string_view text);
/// Seconds since 1970 UTC as text, fractions cut off.
std::string epoch_seconds(base::WallTime time);
/// "0 years, 3 days, 1 hour, 0 minutes, 16 seconds, 580 milliseconds, 499 microseconds": a year is
/// 365 days, as users of `status` know it.
std::string uptime_words(std::chrono::microseconds duration);

}  // namespace sofia::commands
