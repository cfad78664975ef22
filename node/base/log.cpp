#include "base/log.hpp"

#include <array>
#include <atomic>
#include <memory>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/last_line.hpp"

namespace sofia::base {
namespace {

std::atomic<LogLevel> current_level{LogLevel::Info};
std::atomic<void (*)(const LogLine&)> current_listener{nullptr};

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 12> kAreaNames{"app",
                                                      "config",
                                                      "sip",
                                                      "registrar",
                                                      "call",
                                                      "dialplan",
                                                      "store",
                                                      "recovery",
                                                      "cluster",
                                                      "watchdog",
                                                      "command",
                                                      "socket"};

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return spdlog::level::debug;
        case LogLevel::Info:
            return spdlog::level::info;
        case LogLevel::Warn:
            return spdlog::level::warn;
        case LogLevel::Error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::shared_ptr<spdlog::logger> make_logger(const std::string& file) {
    spdlog::sink_ptr sink;
    if (file.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    auto logger = std::make_shared<spdlog::logger>("sofia", sink);
    logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %l %v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return logger;
}

std::shared_ptr<spdlog::logger>& logger() {
    static std::shared_ptr<spdlog::logger> instance = make_logger("");
    return instance;
}

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
    return kLevelNames[static_cast<std::size_t>(level)];
}

std::string_view to_string(Area area) noexcept {
    return kAreaNames[static_cast<std::size_t>(area)];
}

Result<LogLevel> parse_log_level(std::string_view word) {
    if (word == "debug")
        return LogLevel::Debug;
    if (word == "info" || word == "notice" || word == "console")
        return LogLevel::Info;
    if (word == "warn" || word == "warning")
        return LogLevel::Warn;
    if (word == "error" || word == "err" || word == "crit" || word == "alert")
        return LogLevel::Error;
    return fail(ErrorKind::Invalid,
                fmt::format("log level '{}': expected debug, info, warn or error", word));
}

Result<void> open_log(LogLevel level, const std::string& file) {
    try {
        logger() = make_logger(file);
    } catch (const spdlog::spdlog_ex& error) {
        return fail(ErrorKind::Invalid,
                    fmt::format("log file '{}' cannot be opened: {}", file, error.what()));
    }
    set_log_level(level);
    open_last_line(file);
    return {};
}

void set_log_level(LogLevel level) noexcept {
    current_level.store(level, std::memory_order_relaxed);
}

bool log_enabled(LogLevel level) noexcept {
    return level >= current_level.load(std::memory_order_relaxed);
}

void set_log_listener(void (*listener)(const LogLine&)) noexcept {
    current_listener.store(listener, std::memory_order_release);
}

void write_log(
    LogLevel level, Area area, std::string_view file, int line, std::string_view text) noexcept {
    try {
        logger()->log(spdlog_level(level), "{}: {}", to_string(area), text);
        if (auto* listener = current_listener.load(std::memory_order_acquire))
            listener(LogLine{level, area, file, line, text});
    } catch (...) {
        // A log that cannot be written (full disk) must not stop the node.
    }
}

}  // namespace sofia::base
