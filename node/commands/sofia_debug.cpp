#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage = "-USAGE: sofia debug block <sip|writer> <milliseconds> | shut <profile>\n";

void block(Context& context, const std::string& thread, std::string_view time, const Reply& reply) {
    const auto ms = base::to_number(time);
    if (!ms || *ms < 1)
        return reply(kUsage);
    // Answered first: the thread that answers may be the one that is blocked.
    const auto blocked = context.control.block(thread, std::chrono::milliseconds(*ms));
    reply(blocked ? "+OK\n" : error_text(blocked.error()));
}

void shut(Context& context, const std::string& name, const Reply& reply) {
    const auto* profile = context.profiles.find(name);
    if (profile == nullptr)
        return reply("-ERR no running profile '" + name + "'\n");
    profile->endpoint->shut();
    reply("+OK\n");
}

}  // namespace

void sofia_debug(Context& context, Arguments words, const Reply& reply) {
    if (!context.control.block)
        return reply("Unknown Command [debug]\n");
    const std::string what(words.take());
    const std::string whom(words.take());
    if (base::iequals(what, "block"))
        return block(context, whom, words.take(), reply);
    if (base::iequals(what, "shut") && !whom.empty())
        return shut(context, whom, reply);
    reply(kUsage);
}

}  // namespace sofia::commands
