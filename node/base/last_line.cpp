#include "base/last_line.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <ctime>

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.hpp"

namespace sofia::base {
namespace {

constexpr std::size_t kLongest = 900;

std::atomic<int> descriptor{STDERR_FILENO};
// Asked for while nothing hangs: localtime() has a lock.
std::atomic<long> seconds_east{0};

/// The time as the logger writes it: "2026-01-31 12:00:00.000 ".
char* put_time(char* out) {
    using namespace std::chrono;
    const auto local = system_clock().wall() + seconds(seconds_east.load());
    const auto day = floor<days>(local);
    const year_month_day date{day};
    const hh_mm_ss time{local - day};
    return fmt::format_to(out,
                          "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03} ",
                          static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()),
                          time.hours().count(),
                          time.minutes().count(),
                          time.seconds().count(),
                          time.subseconds().count());
}

}  // namespace

void open_last_line(const std::string& file) noexcept {
    const auto now = std::time(nullptr);
    std::tm local{};
    if (localtime_r(&now, &local) != nullptr)
        seconds_east = local.tm_gmtoff;
    if (file.empty())
        return;
    const int opened = open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (opened >= 0)
        descriptor = opened;
}

int last_line_descriptor() noexcept {
    return descriptor;
}

void write_last_line(LogLevel level, Area area, std::string_view text) noexcept {
    std::array<char, kLongest + 100> line{};
    auto* end = put_time(line.data());
    end = fmt::format_to(
        end, "{} {}: {}\n", to_string(level), to_string(area), text.substr(0, kLongest));
    if (write(descriptor, line.data(), static_cast<std::size_t>(end - line.data())) < 0)
        return;  // Nobody is left to be told.
}

}  // namespace sofia::base
