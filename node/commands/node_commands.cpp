#include "commands/handlers.hpp"

namespace sofia::commands {

void version(Context& context, Arguments words, const Reply& reply) {
    const auto& number = context.facts.version;
    reply(words.take_if("short") ? number + '\n' : "Sofia Node Version " + number + " (64bit)\n");
}

void hostname(Context& context, Arguments, const Reply& reply) {
    reply(context.facts.hostname);
}

void switchname(Context& context, Arguments, const Reply& reply) {
    reply(context.facts.cluster);
}

void global_getvar(Context& context, Arguments words, const Reply& reply) {
    const auto& globals = context.services.settings.globals;
    if (words.left() == 0) {
        std::string text;
        for (const auto& [name, value] : globals)
            text += name + '=' + value + '\n';
        return reply(std::move(text));
    }
    const auto found = globals.find(std::string(words.take()));
    reply(found == globals.end() ? "" : found->second);
}

void shutdown(Context& context, Arguments words, const Reply& reply) {
    const bool keep_calls = words.take_if("restart");
    if (words.left() > 0)
        return reply("-USAGE: shutdown [restart]\n");
    // Answered first: the client is told before its connection goes.
    reply("+OK\n");
    context.control.shutdown(keep_calls);
}

}  // namespace sofia::commands
