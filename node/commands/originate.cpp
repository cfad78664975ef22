#include "call/originate.hpp"

#include "base/log.hpp"
#include "commands/handlers.hpp"
#include "commands/originate_words.hpp"

namespace sofia::commands {

void originate(Context& context, Arguments words, const Reply& reply) {
    const auto what = parse_originate(words.line());
    if (!what)
        return reply(what.error().kind == base::ErrorKind::Invalid ? what.error().text + '\n'
                                                                   : error_text(what.error()));
    call::originate(
        context.services, *what, [reply](tl::expected<base::LegUuid, call::Failure> answered) {
            if (answered)
                return reply("+OK " + answered->str() + '\n');
            const auto& failure = answered.error();
            LOG_INFO(Area::Command,
                     "originate failed: {} (SIP status {} {})",
                     failure.cause.name,
                     failure.status,
                     failure.phrase);
            reply("-ERR " + std::string(failure.cause.name) + '\n');
        });
}

}  // namespace sofia::commands
