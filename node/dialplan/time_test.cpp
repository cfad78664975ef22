#include "dialplan/time_test.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::dialplan {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr long long kSecondsOfDay = 24 * 60 * 60;

sys_days date_of(const LocalTime& now) {
    using namespace std::chrono;
    return sys_days(year(now.year) / now.month / now.day);
}

long long day_of_year(const LocalTime& now) {
    using namespace std::chrono;
    return (date_of(now) - sys_days(year(now.year) / January / 1)).count() + 1;
}

// 0 = Sunday.
long long weekday_of(sys_days date) {
    return std::chrono::weekday(date).c_encoding();
}

long long second_of_day(const LocalTime& now) {
    return (now.hour * 60LL + now.minute) * 60 + now.second;
}

long long week_of_month(const LocalTime& now) {
    const auto first = weekday_of(date_of(now) - days(now.day - 1));
    return (now.day + first + 6) / 7;
}

std::optional<long long> read_number(std::string_view text, bool /*is_end*/) {
    return base::to_number(text);
}

std::optional<long long> read_weekday(std::string_view text, bool /*is_end*/) {
    constexpr std::array<std::string_view, 7> kNames{
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
    if (text.size() >= 3)
        for (std::size_t i = 0; i < kNames.size(); ++i)
            if (base::iequals(kNames[i].substr(0, text.size()), text))
                return static_cast<long long>(i) + 1;
    return base::to_number(text);
}

// HH:MM or HH:MM:SS in seconds of the day.
std::optional<long long> read_time(std::string_view text, bool /*is_end*/) {
    const auto parts = base::split(text, ':');
    if (parts.size() < 2 || parts.size() > 3)
        return std::nullopt;
    constexpr std::array<long long, 3> kMost{23, 59, 59};
    long long seconds = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto part = i < parts.size() ? base::to_number(parts[i]) : 0;
        if (!part || *part < 0 || *part > kMost[i])
            return std::nullopt;
        seconds = seconds * 60 + *part;
    }
    return seconds;
}

// YYYY-MM-DD with an optional time, in seconds since 1970 on the wall clock. A day alone means its
// first second as a start and its last as an end.
std::optional<long long> read_date(std::string_view text, bool is_end) {
    const auto blank = text.find(' ');
    const auto parts = base::split(text.substr(0, blank), '-');
    if (parts.size() != 3)
        return std::nullopt;
    std::array<long long, 3> numbers{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto part = base::to_number(parts[i]);
        if (!part || *part < 1 || *part > 9999)
            return std::nullopt;
        numbers[i] = *part;
    }
    const auto date = std::chrono::year(static_cast<int>(numbers[0])) /
                      static_cast<int>(numbers[1]) / static_cast<int>(numbers[2]);
    if (!date.ok())
        return std::nullopt;
    const auto time = blank == std::string_view::npos
                          ? std::optional<long long>(is_end ? kSecondsOfDay - 1 : 0)
                          : read_time(base::trim(text.substr(blank)), is_end);
    if (!time)
        return std::nullopt;
    return sys_days(date).time_since_epoch().count() * kSecondsOfDay + *time;
}

std::optional<long long> read_truth(std::string_view text, bool /*is_end*/) {
    return base::is_true(text) ? 1 : 0;
}

struct Attribute {
    std::string_view name;
    long long (*value)(const LocalTime&);
    std::optional<long long> (*read)(std::string_view, bool is_end);
    long long least;
    long long most;
    bool wraps;
    char between;
    std::string_view expected;
};

constexpr long long kAnySecond = 253'402'300'799;  // the end of the year 9999

constexpr std::array kAttributes{
    Attribute{"date-time",
              [](const LocalTime& now) {
                  return date_of(now).time_since_epoch().count() * kSecondsOfDay +
                         second_of_day(now);
              },
              read_date,
              -kAnySecond,
              kAnySecond,
              false,
              '~',
              "YYYY-MM-DD HH:MM:SS~YYYY-MM-DD HH:MM:SS"},
    Attribute{"year",
              [](const LocalTime& now) -> long long { return now.year; },
              read_number,
              1970,
              9999,
              false,
              '-',
              "a year from 1970"},
    Attribute{"yday", day_of_year, read_number, 1, 366, true, '-', "1 to 366"},
    Attribute{"mon",
              [](const LocalTime& now) -> long long { return now.month; },
              read_number,
              1,
              12,
              true,
              '-',
              "1 to 12"},
    Attribute{"mday",
              [](const LocalTime& now) -> long long { return now.day; },
              read_number,
              1,
              31,
              true,
              '-',
              "1 to 31"},
    Attribute{"week",
              [](const LocalTime& now) { return (day_of_year(now) - 1) / 7 + 1; },
              read_number,
              1,
              53,
              true,
              '-',
              "1 to 53"},
    Attribute{"mweek", week_of_month, read_number, 1, 6, true, '-', "1 to 6"},
    Attribute{"wday",
              [](const LocalTime& now) { return weekday_of(date_of(now)) + 1; },
              read_weekday,
              1,
              7,
              true,
              '-',
              "1 (Sunday) to 7 or names as in mon-fri"},
    Attribute{"hour",
              [](const LocalTime& now) -> long long { return now.hour; },
              read_number,
              0,
              23,
              true,
              '-',
              "0 to 23"},
    Attribute{"minute",
              [](const LocalTime& now) -> long long { return now.minute; },
              read_number,
              0,
              59,
              true,
              '-',
              "0 to 59"},
    Attribute{"minute-of-day",
              [](const LocalTime& now) { return now.hour * 60LL + now.minute + 1; },
              read_number,
              1,
              1440,
              true,
              '-',
              "1 to 1440"},
    Attribute{"time-of-day",
              second_of_day,
              read_time,
              0,
              kSecondsOfDay - 1,
              true,
              '-',
              "HH:MM-HH:MM or HH:MM:SS-HH:MM:SS"},
    Attribute{"tz-offset",
              [](const LocalTime& now) -> long long {
                  return std::chrono::duration_cast<std::chrono::hours>(now.utc_offset).count();
              },
              read_number,
              -14,
              14,
              false,
              '\0',
              "hours from -14 to 14"},
    Attribute{"dst",
              [](const LocalTime& now) -> long long { return now.dst ? 1 : 0; },
              read_truth,
              0,
              1,
              false,
              '\0',
              "true or false"},
};

const Attribute* find_attribute(std::string_view name) noexcept {
    const auto* found = std::find_if(
        kAttributes.begin(), kAttributes.end(), [&](const auto& row) { return row.name == name; });
    return found == kAttributes.end() ? nullptr : found;
}

std::optional<long long> read_bound(const Attribute& attribute,
                                    std::string_view text,
                                    bool is_end) {
    const auto value = attribute.read(base::trim(text), is_end);
    if (!value || *value < attribute.least || *value > attribute.most)
        return std::nullopt;
    return value;
}

}  // namespace

LocalTime local_time(base::WallTime moment) {
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
    const auto now = static_cast<std::time_t>(seconds);
    std::tm tm{};
    localtime_r(&now, &tm);
    return {tm.tm_year + 1900,
            tm.tm_mon + 1,
            tm.tm_mday,
            tm.tm_hour,
            tm.tm_min,
            tm.tm_sec,
            std::chrono::seconds(tm.tm_gmtoff),
            tm.tm_isdst > 0};
}

bool TimeTest::is_attribute(std::string_view name) noexcept {
    return find_attribute(name) != nullptr;
}

base::Result<void> TimeTest::add(std::string_view attribute, std::string_view value) {
    const Attribute* known = find_attribute(attribute);
    const auto wrong = [&] {
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("'{}' is not a value of {}; expected {}",
                                      value,
                                      attribute,
                                      known == nullptr ? "another attribute" : known->expected));
    };
    if (known == nullptr)
        return wrong();
    Row row{std::string(attribute), std::string(value), known->value, {}};
    for (const auto& part : base::split(value, ',')) {
        // A leading sign is no separator.
        const auto between =
            known->between == '\0' ? std::string::npos : part.find(known->between, 1);
        const auto start = read_bound(*known, part.substr(0, between), false);
        const auto end = read_bound(
            *known, between == std::string::npos ? part : part.substr(between + 1), true);
        if (!start || !end || (*end < *start && !known->wraps))
            return wrong();
        row.ranges.push_back({*start, *end});
    }
    if (row.ranges.empty())
        return wrong();
    rows_.push_back(std::move(row));
    return {};
}

bool TimeTest::passes(const LocalTime& now) const {
    return std::all_of(rows_.begin(), rows_.end(), [&](const Row& row) {
        const auto value = row.value(now);
        return std::any_of(row.ranges.begin(), row.ranges.end(), [&](const Range& range) {
            if (range.to < range.from)
                return value >= range.from || value <= range.to;
            return value >= range.from && value <= range.to;
        });
    });
}

std::string TimeTest::str() const {
    std::string text;
    for (const Row& row : rows_)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", row.attribute, row.text);
    return text;
}

}  // namespace sofia::dialplan
