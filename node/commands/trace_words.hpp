#pragma once

#include <optional>
#include <string_view>

#include "sip/trace_level.hpp"

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
/// What it means for our log; nothing for DISABLE. CONSOLE is what holds at first: above every
/// level, so that it is always written, and shown as info, because a trace is no error.
std::optional<sip::TraceLevel> log_level_of_trace(int number);

}  // namespace sofia::commands
