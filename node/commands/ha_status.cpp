#include "commands/ha_text.hpp"
#include "commands/ha_words.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {

void ha_status(Context& context, Arguments words, const Reply& reply) {
    const auto read = parse_ha_words(std::move(words), false);
    if (!read)
        return reply("-USAGE: sofia ha status [--json]\n");
    const auto status = context.control.ha.status();
    reply(read->json ? ha_status_json(status) : ha_status_text(status));
}

}  // namespace sofia::commands
