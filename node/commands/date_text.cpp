#include "commands/date_text.hpp"

#include <array>
#include <ctime>
#include <string_view>

#include "commands/fixed_table.hpp"

namespace sofia::commands {

std::string local_date(base::WallTime time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string epoch_seconds(base::WallTime time) {
    return std::to_string(base::to_epoch_ms(time) / 1000);
}

std::string uptime_words(std::chrono::microseconds duration) {
    struct Unit {
        std::string_view name;
        std::chrono::microseconds length;
    };
    using namespace std::chrono_literals;
    static constexpr std::array kUnits{Unit{"year", 365 * 24h},
                                       Unit{"day", 24h},
                                       Unit{"hour", 1h},
                                       Unit{"minute", 1min},
                                       Unit{"second", 1s},
                                       Unit{"millisecond", 1ms},
                                       Unit{"microsecond", 1us}};
    std::string text;
    for (const auto& [name, length] : kUnits) {
        text += text.empty() ? "" : ", ";
        text += counted(static_cast<std::size_t>(duration / length), name);
        duration %= length;
    }
    return text;
}

}  // namespace sofia::commands
