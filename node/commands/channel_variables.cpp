#include <utility>

#include "call/facts.hpp"
#include "commands/channel.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {

void uuid_exists(Context& context, Arguments words, const Reply& reply) {
    const auto uuid = words.take();
    const auto* leg = find_channel(context, uuid).leg;
    bool exists = leg != nullptr && !leg->told.end;
    context.calls.for_each_originated(
        [&](const call::Leg& leg) { exists = exists || leg.uuid().str() == uuid; });
    reply(exists ? "true" : "false");
}

void uuid_getvar(Context& context, Arguments words, const Reply& reply) {
    if (words.left() != 2)
        return reply("-USAGE: <uuid> <name>\n");
    const auto channel = find_channel(context, words.take());
    if (channel.leg == nullptr)
        return reply(kNoSuchChannel);
    reply(call::fact(*channel.call, *channel.leg, context.services, words.take())
              .value_or("_undef_"));
}

void uuid_setvar(Context& context, Arguments words, const Reply& reply) {
    if (words.left() < 2)
        return reply("-USAGE: <uuid> <name> [<value>]\n");
    const auto uuid = words.take();
    const auto name = words.take();
    const auto value = words.behind(2);
    auto* call = context.calls.find_leg(uuid);
    if (call == nullptr ||
        !call->set_variable(uuid, name, value == "_undef_" ? "" : std::string(value)))
        return reply(kNoSuchChannel);
    reply("+OK\n");
}

}  // namespace sofia::commands
