#pragma once

#include <optional>
#include <string_view>

#include "base/log.hpp"

namespace sofia::commands {

/// What operators asked for with words of the other system that have no place elsewhere.
struct TraceWords {
    /// Its number, -1 to 7; see trace_level_name().
    int level = 0;
    bool debug_presence = false;
    bool debug_sla = false;
};

/// The number of a level of traces, by name in any case of letters or by number: DISABLE -1,
/// CONSOLE 0, ALERT 1, CRIT 2, ERR 3, WARNING 4, NOTICE 5, INFO 6, DEBUG 7; nothing for another
/// word.
std::optional<int> trace_level_number(std::string_view word);
/// Its name in capitals.
std::string_view trace_level_name(int number);
/// The level of our log that it means; nothing for DISABLE. CONSOLE is what holds at first, info:
/// a trace is no error, and whoever switches it on wants to read it.
std::optional<base::LogLevel> log_level_of_trace(int number);

}  // namespace sofia::commands
