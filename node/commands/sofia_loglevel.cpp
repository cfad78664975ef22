#include "commands/handlers.hpp"

namespace sofia::commands {

void sofia_loglevel(Context& context, Arguments words, const Reply& reply) {
    const std::string component(words.take());
    const std::string word(words.take());
    std::optional<int> level;
    if (word.size() == 1 && word[0] >= '0' && word[0] <= '9')
        level = word[0] - '0';
    if (component.empty() || words.left() > 0 || (!word.empty() && !level))
        return sofia_help(context, std::move(words), reply);
    if (!context.control.stack_log_level)
        return reply(unsupported("sofia loglevel"));
    const auto now = context.control.stack_log_level(component, level);
    if (!now)
        return sofia_help(context, std::move(words), reply);
    const auto number = '[' + std::to_string(*now) + ']';
    reply(level ? "Sofia log level for component [" + component + "] has been set to " + number
                : "Sofia-sip loglevel for [" + component + "] is " + number);
}

}  // namespace sofia::commands
