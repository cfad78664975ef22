#include <utility>

#include "call/facts.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

/// A leg with its call; nullptrs when there is none of this id.
struct Channel {
    const call::Call* call = nullptr;
    const call::Leg* leg = nullptr;
};

Channel find_among(const call::Call& call, std::string_view uuid) {
    Channel found;
    call.for_each_leg([&](const call::Leg& leg) {
        if (leg.uuid().str() == uuid)
            found = {&call, &leg};
    });
    return found;
}

/// Also finds the legs that ring, of which nobody has become a callee yet.
Channel find_channel(const Context& context, std::string_view uuid) {
    if (uuid.empty())
        return {};
    if (const auto* call = context.calls.find_leg(uuid))
        if (const auto found = find_among(*call, uuid); found.leg != nullptr)
            return found;
    Channel found;
    context.calls.for_each([&](const call::Call& call) {
        if (found.leg == nullptr)
            found = find_among(call, uuid);
    });
    return found;
}

}  // namespace

void uuid_exists(Context& context, Arguments words, const Reply& reply) {
    reply(find_channel(context, words.take()).leg != nullptr ? "true" : "false");
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
