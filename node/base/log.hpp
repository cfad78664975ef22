#pragma once

#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/result.hpp"

namespace sofia::base {

/// How urgent a line is. Error: a human must act; Warn: we coped; Info: a state changed; Debug:
/// messages.
enum class LogLevel { Debug, Info, Warn, Error };

/// Which part of the node speaks; printed in each line.
enum class Area {
    App,
    Config,
    Sip,
    Registrar,
    Call,
    Dialplan,
    Store,
    Recovery,
    Cluster,
    Watchdog,
    Command,
    Socket
};

/// A finished log line as it is given to sinks beyond the file (the event socket's `log` command).
struct LogLine {
    LogLevel level;
    Area area;
    std::string_view file;
    int line;
    std::string_view text;
};

/// The name of a level as options and output spell it: "debug", "info", "warn", "error".
std::string_view to_string(LogLevel level) noexcept;
/// The name of an area in lower case, for example "registrar".
std::string_view to_string(Area area) noexcept;
/// Reads a level; also accepts the words of the other system (notice, warning, err, crit, alert,
/// console).
Result<LogLevel> parse_log_level(std::string_view word);

/// Opens the log: to `file`, or to standard error when empty. Called once before threads start.
/// Errors: Invalid when the file cannot be opened.
Result<void> open_log(LogLevel level, const std::string& file);
/// Changes the level at run time. Thread: any.
void set_log_level(LogLevel level) noexcept;
/// Whether a line of this level would be written; keeps formatting off the hot path. Thread: any.
bool log_enabled(LogLevel level) noexcept;
/// Adds a listener that receives each written line on the writing thread; it must not block or log.
/// An empty function removes it. Thread: any.
void set_log_listener(void (*listener)(const LogLine&)) noexcept;
/// Writes a finished line; use the LOG_ macros instead. Thread: any.
void write_log(
    LogLevel level, Area area, std::string_view file, int line, std::string_view text) noexcept;

}  // namespace sofia::base

#define SOFIA_LOG_AT(level_, area_, ...)                                        \
    do {                                                                        \
        if (::sofia::base::log_enabled(level_))                                 \
            ::sofia::base::write_log(                                           \
                level_, area_, __FILE__, __LINE__, ::fmt::format(__VA_ARGS__)); \
    } while (false)
#define LOG_DEBUG(area_, ...) \
    SOFIA_LOG_AT(::sofia::base::LogLevel::Debug, ::sofia::base::area_, __VA_ARGS__)
#define LOG_INFO(area_, ...) \
    SOFIA_LOG_AT(::sofia::base::LogLevel::Info, ::sofia::base::area_, __VA_ARGS__)
#define LOG_WARN(area_, ...) \
    SOFIA_LOG_AT(::sofia::base::LogLevel::Warn, ::sofia::base::area_, __VA_ARGS__)
#define LOG_ERROR(area_, ...) \
    SOFIA_LOG_AT(::sofia::base::LogLevel::Error, ::sofia::base::area_, __VA_ARGS__)
