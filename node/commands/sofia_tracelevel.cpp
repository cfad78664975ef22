#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

/// In order of their numbers, from -1 on.
constexpr std::array<std::string_view, 9> kNames{
    "DISABLE", "CONSOLE", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG"};

}  // namespace

std::optional<int> trace_level_number(std::string_view word) {
    for (std::size_t at = 0; at < kNames.size(); ++at)
        if (base::iequals(word, kNames[at]))
            return static_cast<int>(at) - 1;
    const auto number = base::to_number(word);
    if (!number || *number < -1 || *number > 7)
        return std::nullopt;
    return static_cast<int>(*number);
}

std::string_view trace_level_name(int number) {
    return kNames.at(static_cast<std::size_t>(number + 1));
}

std::optional<sip::TraceLevel> log_level_of_trace(int number) {
    using enum base::LogLevel;
    constexpr std::array<base::LogLevel, 8> kLevels{
        Info, Error, Error, Error, Warn, Info, Info, Debug};
    if (number < 0)
        return std::nullopt;
    return sip::TraceLevel{kLevels.at(static_cast<std::size_t>(number)), number == 0};
}

void sofia_tracelevel(Context& context, Arguments words, const Reply& reply) {
    if (!context.control.trace_level)
        return reply(unsupported("sofia tracelevel"));
    if (words.left() > 0) {
        const std::string word(words.take());
        const auto number = trace_level_number(word);
        if (!number)
            return reply("-ERR no such level [" + word + "]\n");
        context.trace.level = *number;
        context.control.trace_level(log_level_of_trace(*number));
    }
    reply("+OK tracelevel is " + std::string(trace_level_name(context.trace.level)));
}

}  // namespace sofia::commands
