#include "commands/ha_text.hpp"
#include "commands/ha_words.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {

void ha_demote(Context& context, Arguments words, const Reply& reply) {
    const auto read = parse_ha_words(std::move(words), false);
    if (!read)
        return reply("-USAGE: sofia ha demote [--json]\n");
    context.control.ha.demote([reply, json = read->json](const base::Result<bool>& was_standby) {
        const auto text = demotion_text(was_standby);
        reply(json ? reply_json(text) : text);
    });
}

}  // namespace sofia::commands
