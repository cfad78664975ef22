#include "commands/handlers.hpp"
#include "model/hangup_cause.hpp"

namespace sofia::commands {
namespace {

/// The cause that a word names, `otherwise` when there is no word; nothing, after a reply, when it
/// names none.
std::optional<model::HangupCause> read_cause(std::string_view word,
                                             const model::HangupCause& otherwise,
                                             const Reply& reply) {
    if (word.empty())
        return otherwise;
    const auto cause = model::find_cause(word);
    if (!cause)
        reply("-ERR unknown cause " + std::string(word) + '\n');
    return cause;
}

}  // namespace

void uuid_kill(Context& context, Arguments words, const Reply& reply) {
    const auto uuid = words.take();
    if (uuid.empty())
        return reply("-USAGE: <uuid> [cause]\n");
    const auto cause = read_cause(words.take(), model::cause::kNormalClearing, reply);
    if (!cause)
        return;
    auto* call = context.calls.find_leg(uuid);
    if (call != nullptr)
        call->hangup_leg(uuid, *cause, "uuid_kill");
    else if (!context.calls.cancel_originated(uuid, *cause))
        return reply("-ERR No such channel!\n");
    reply("+OK\n");
}

void hupall(Context& context, Arguments words, const Reply& reply) {
    // With a variable to match, hanging up everything would be the worst possible answer.
    if (words.left() > 1)
        return reply(unsupported("hupall by variable"));
    const auto cause = read_cause(words.take(), model::cause::kManagerRequest, reply);
    if (!cause)
        return;
    context.calls.hangup_all("", *cause, "hupall");
    reply("+OK hangup all channels with cause " + std::string(cause->name) + '\n');
}

}  // namespace sofia::commands
