#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage =
    "-USAGE: sofia ha status|check|promote [<cluster>] [--force]|demote [--json]\n";

constexpr std::array kVerbs{Verb<Handler>{"status", ha_status},
                            Verb<Handler>{"check", ha_check},
                            Verb<Handler>{"promote", ha_promote},
                            Verb<Handler>{"demote", ha_demote}};

}  // namespace

void sofia_ha(Context& context, Arguments words, const Reply& reply) {
    const auto* verb = find_verb(kVerbs, words.take());
    if (verb == nullptr)
        return reply(kUsage);
    verb->run(context, std::move(words), reply);
}

}  // namespace sofia::commands
