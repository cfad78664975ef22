#include "commands/date_text.hpp"

#include <gtest/gtest.h>

#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

TEST(LocalDate, IsInTheZoneOfTheProcess) {
    samples::use_transcript_zone();
    EXPECT_EQ(local_date(samples::transcript_time()), "2026-11-22 20:43:10");
}

TEST(EpochSeconds, CutsFractionsOff) {
    EXPECT_EQ(epoch_seconds(base::from_epoch_ms(1795380190999)), "1795380190");
}

TEST(UptimeWords, NamesEachUnitWithItsPlural) {
    using namespace std::chrono_literals;
    EXPECT_EQ(uptime_words(16s + 580ms + 499us),
              "0 years, 0 days, 0 hours, 0 minutes, 16 seconds, 580 milliseconds, 499 "
              "microseconds");
    EXPECT_EQ(uptime_words((365 + 1) * 24h + 1h + 1min + 1s + 1ms + 1us),
              "1 year, 1 day, 1 hour, 1 minute, 1 second, 1 millisecond, 1 microsecond");
}

}  // namespace
}  // namespace sofia::commands
