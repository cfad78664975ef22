#include "commands/ha_findings.hpp"
#include "commands/ha_words.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {

void ha_check(Context& context, Arguments words, const Reply& reply) {
    const auto read = parse_ha_words(std::move(words), false);
    if (!read)
        return reply("-USAGE: sofia ha check [--json]\n");
    const auto findings = examine(context.control.ha.facts());
    reply(read->json ? findings_json(findings) : findings_text(findings));
}

}  // namespace sofia::commands
