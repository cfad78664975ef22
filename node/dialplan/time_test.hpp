#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace sofia::dialplan {

/// A moment as a wall clock on site shows it; the input of all time-of-day tests.
struct LocalTime {
    int year = 1970;
    /// 1 to 12.
    int month = 1;
    /// 1 to 31.
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    /// What the site is ahead of UTC.
    std::chrono::seconds utc_offset{0};
    /// Whether daylight saving time holds.
    bool dst = false;
};

/// The wall clock of the machine's own time zone at `moment`. Thread: any.
LocalTime local_time(base::WallTime moment);

/// The time attributes of one condition, all of which must pass (behaviour-spec 6.3): date-time,
/// year, yday, mon, mday, week, mweek, wday, hour, minute, minute-of-day, time-of-day, tz-offset,
/// dst. A value is a comma list of numbers and ranges `from-to` (date-time: `from~to`), ends
/// included; a range whose end lies before its start wraps round (`22-6`, `fri-mon`), except in
/// year and date-time. wday counts from 1 = Sunday and takes names; week and mweek count from 1,
/// minute-of-day from 1; tz-offset is in hours.
class TimeTest {
  public:
    /// Whether an attribute of a condition is one of ours.
    static bool is_attribute(std::string_view name) noexcept;
    /// Adds one attribute. Errors: Invalid, a sentence naming the value and what was expected.
    base::Result<void> add(std::string_view attribute, std::string_view value);
    /// Whether there is nothing to test.
    bool empty() const noexcept { return rows_.empty(); }
    /// Whether every attribute accepts the moment; true when there is none.
    bool passes(const LocalTime& now) const;
    /// The attributes as written, for traces, for example `wday=mon-fri hour=9-17`.
    std::string str() const;

  private:
    // Ends included; an end before the start wraps round.
    struct Range {
        long long from;
        long long to;
    };
    struct Row {
        std::string attribute;
        std::string text;
        long long (*value)(const LocalTime&);
        std::vector<Range> ranges;
    };
    std::vector<Row> rows_;
};

}  // namespace sofia::dialplan
