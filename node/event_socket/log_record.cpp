#include "event_socket/log_record.hpp"

#include <array>

#include "base/text.hpp"

namespace sofia::event_socket {
namespace {

constexpr std::array<std::string_view, 8> kNames{
    "CONSOLE", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG"};

}  // namespace

int level_number(base::LogLevel level) noexcept {
    switch (level) {
        case base::LogLevel::Debug:
            return 7;
        case base::LogLevel::Info:
            return 6;
        case base::LogLevel::Warn:
            return 4;
        case base::LogLevel::Error:
            return 3;
    }
    return 3;
}

std::optional<int> parse_level(std::string_view word) noexcept {
    if (const auto number = base::to_number(word)) {
        if (*number < 0 || *number >= static_cast<long long>(kNames.size()))
            return std::nullopt;
        return static_cast<int>(*number);
    }
    if (base::iequals(word, "error"))
        return 3;
    if (base::iequals(word, "warn"))
        return 4;
    for (std::size_t number = 0; number < kNames.size(); ++number)
        if (base::iequals(word, kNames[number]))
            return static_cast<int>(number);
    return std::nullopt;
}

std::string_view level_name(int number) noexcept {
    return kNames.at(static_cast<std::size_t>(number));
}

}  // namespace sofia::event_socket
