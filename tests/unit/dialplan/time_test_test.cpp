#include "dialplan/time_test.hpp"

#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

// Wednesday, 2026-11-18 14:30:05, one hour ahead of UTC.
const LocalTime kWednesday{2026, 11, 18, 14, 30, 5, std::chrono::hours(1), false};

LocalTime at(int hour, int minute) {
    auto now = kWednesday;
    now.hour = hour;
    now.minute = minute;
    return now;
}

bool passes(std::string_view attribute, std::string_view value, const LocalTime& now = kWednesday) {
    TimeTest test;
    EXPECT_TRUE(test.add(attribute, value).has_value()) << attribute << "=" << value;
    return test.passes(now);
}

struct Accepted {
    const char* attribute;
    const char* passing;
    const char* failing;
};

class TimeAttribute : public testing::TestWithParam<Accepted> {};

TEST_P(TimeAttribute, AcceptsItsMomentAndNoOther) {
    EXPECT_TRUE(passes(GetParam().attribute, GetParam().passing)) << GetParam().passing;
    EXPECT_FALSE(passes(GetParam().attribute, GetParam().failing)) << GetParam().failing;
}

INSTANTIATE_TEST_SUITE_P(
    BehaviourSpec6Point3,
    TimeAttribute,
    testing::Values(Accepted{"year", "2025-2026", "2027"},
                    Accepted{"yday", "322", "321"},
                    Accepted{"mon", "10-12", "1-10"},
                    Accepted{"mon", "11-2", "12-2"},
                    Accepted{"mday", "1,18", "19-31"},
                    Accepted{"week", "46", "47"},
                    Accepted{"mweek", "3", "4"},
                    Accepted{"wday", "4", "2-3"},
                    Accepted{"wday", "mon-fri", "sat,sun"},
                    Accepted{"wday", "sat-wed", "thu-tue"},
                    Accepted{"wday", "Wednesday", "thursday"},
                    Accepted{"hour", "9-17", "15-17"},
                    Accepted{"hour", "22-14", "22-13"},
                    Accepted{"minute", "30", "0-29"},
                    Accepted{"minute-of-day", "871", "870"},
                    Accepted{"time-of-day", "08:00-17:00", "14:30:06-17:00"},
                    Accepted{"time-of-day", "22:00-14:31", "22:00-06:00"},
                    Accepted{"date-time",
                             "2026-11-18 14:00:00~2026-11-18 15:00:00",
                             "2026-11-18 14:30:06~2026-12-01"},
                    Accepted{"date-time", "2026-11-18~2026-11-18", "2026-11-17~2026-11-17"},
                    Accepted{"tz-offset", "1", "-5"},
                    Accepted{"dst", "false", "true"}));

TEST(TimeTest, EndsOfARangeBelongToIt) {
    EXPECT_TRUE(passes("hour", "9-17", at(9, 0)));
    EXPECT_TRUE(passes("hour", "9-17", at(17, 59)));
    EXPECT_FALSE(passes("hour", "9-17", at(18, 0)));
}

TEST(TimeTest, AllAttributesMustPass) {
    TimeTest test;
    EXPECT_TRUE(test.empty());
    EXPECT_TRUE(test.passes(kWednesday));
    ASSERT_TRUE(test.add("wday", "mon-fri").has_value());
    EXPECT_TRUE(test.passes(kWednesday));
    ASSERT_TRUE(test.add("hour", "18-23").has_value());
    EXPECT_FALSE(test.passes(kWednesday));
    EXPECT_EQ(test.str(), "wday=mon-fri hour=18-23");
}

TEST(TimeTest, NamesWhatItCannotRead) {
    const auto error_of = [](std::string_view attribute, std::string_view value) {
        TimeTest test;
        const auto added = test.add(attribute, value);
        return added ? std::string() : added.error().text;
    };
    EXPECT_EQ(error_of("hour", "24"), "'24' is not a value of hour; expected 0 to 23");
    EXPECT_EQ(error_of("hour", ""), "'' is not a value of hour; expected 0 to 23");
    EXPECT_EQ(error_of("wday", "monn"),
              "'monn' is not a value of wday; expected 1 (Sunday) to 7 or names as in mon-fri");
    EXPECT_EQ(error_of("time-of-day", "8-17"),
              "'8-17' is not a value of time-of-day; expected HH:MM-HH:MM or HH:MM:SS-HH:MM:SS");
    EXPECT_EQ(error_of("date-time", "2026-02-30~2026-03-01"),
              "'2026-02-30~2026-03-01' is not a value of date-time; expected "
              "YYYY-MM-DD HH:MM:SS~YYYY-MM-DD HH:MM:SS");
    EXPECT_EQ(error_of("year", "2027-2026"),
              "'2027-2026' is not a value of year; expected a year from 1970");
    EXPECT_NE(error_of("decade", "1"), "");
}

TEST(LocalTime, IsTheMomentInTheMachinesZone) {
    const auto now = local_time(base::WallTime(base::Milliseconds(1767225600000)));
    const auto utc = std::chrono::sys_days(std::chrono::year(now.year) / now.month / now.day) +
                     std::chrono::hours(now.hour) + std::chrono::minutes(now.minute) +
                     std::chrono::seconds(now.second) - now.utc_offset;
    EXPECT_EQ(utc.time_since_epoch(), std::chrono::seconds(1767225600));
}

}  // namespace
}  // namespace sofia::dialplan
