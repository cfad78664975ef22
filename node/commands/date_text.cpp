#include "commands/date_text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "commands/fixed_table.hpp"

namespace sofia::commands {

std::optional<long long> read_local_date(std::string_view text) {
    const auto words = base::words(text);
    if (words.empty() || words.size() > 2)
        return std::nullopt;
    const auto day = base::split(words[0], '-');
    const auto time = words.size() > 1 ? base::split(words[1], ':') : std::vector<std::string>{};
    if (day.size() != 3 || time.size() > 3)
        return std::nullopt;
    const auto number = [](const auto& parts, std::size_t which, int least, int most) {
        const auto value = which < parts.size() ? base::to_number(parts[which]) : 0;
        return value && *value >= least && *value <= most ? static_cast<int>(*value) : -1;
    };
    std::tm parts{};
    const std::array fields{number(day, 0, 1970, 9999),
                            number(day, 1, 1, 12),
                            number(day, 2, 1, 31),
                            number(time, 0, 0, 23),
                            number(time, 1, 0, 59),
                            number(time, 2, 0, 60)};
    if (std::find(fields.begin(), fields.end(), -1) != fields.end())
        return std::nullopt;
    parts.tm_year = fields[0] - 1900;
    parts.tm_mon = fields[1] - 1;
    parts.tm_mday = fields[2];
    parts.tm_hour = fields[3];
    parts.tm_min = fields[4];
    parts.tm_sec = fields[5];
    parts.tm_isdst = -1;
    return std::mktime(&parts);
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
