#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace sofia::event_socket {

/// A log line as a value that crosses threads; base::LogLine with its texts copied and its time.
struct LogRecord {
    base::LogLevel level = base::LogLevel::Info;
    base::Area area = base::Area::App;
    std::string file;
    int line = 0;
    std::string text;
    base::WallTime time{};
};

/// The clients' numbering of levels: 7 debug, 6 info, 4 warning, 3 error (of 0 console ... 7).
int level_number(base::LogLevel level) noexcept;
/// Reads a level of the `log` command: a number 0..7 or one of console, alert, crit, err, warning,
/// notice, info, debug and their short forms. Nothing when it is neither.
std::optional<int> parse_level(std::string_view word) noexcept;
/// The name of a level number 0..7 in capitals, for example DEBUG for 7.
std::string_view level_name(int number) noexcept;

}  // namespace sofia::event_socket
