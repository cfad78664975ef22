#include "commands/ha_text.hpp"
#include "commands/ha_words.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {

void ha_promote(Context& context, Arguments words, const Reply& reply) {
    const auto read = parse_ha_words(std::move(words), true);
    if (!read)
        return reply("-USAGE: sofia ha promote [<cluster>] [--force] [--json]\n");
    context.control.ha.promote(
        read->cluster,
        read->force,
        [reply, json = read->json](const base::Result<cluster::Promotion>& outcome) {
            const auto text = promotion_text(outcome);
            reply(json ? reply_json(text) : text);
        });
}

}  // namespace sofia::commands
