#include "bus/event_text.hpp"
#include "call/events.hpp"
#include "call/facts.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

bus::Published describe(const Context& context, const call::Call& call, const call::Leg& leg) {
    const auto now = context.clock.wall();
    bus::Published published;
    published.event =
        call::channel_event("CHANNEL_DATA", call::company_of(call, leg), leg, {}, now);
    call::each_seldom_fact(
        call, leg, context.services, [&](std::string_view name, std::string value) {
            published.event.add("variable_" + std::string(name), std::move(value));
        });
    published.time = now;
    published.identity = std::make_shared<const bus::Identity>(
        bus::Identity{context.facts.core_uuid, context.facts.node, context.facts.cluster, "", ""});
    return published;
}

std::string plain(const bus::Published& published) {
    std::string text;
    for (const auto& [name, value] : bus::header_lines(published))
        text += name + ": " + value + '\n';
    return text;
}

}  // namespace

void uuid_dump(Context& context, Arguments words, const Reply& reply) {
    const auto uuid = words.take();
    if (uuid.empty())
        return reply("-USAGE: <uuid> [plain|xml|json]\n");
    const auto* call = context.calls.find_leg(uuid);
    if (call == nullptr)
        return reply("-ERR No such channel!\n");
    // The id of a call means its caller.
    const auto* leg = call->leg_of(uuid);
    const auto published = describe(context, *call, leg != nullptr ? *leg : call->a());
    if (words.take_if("json"))
        reply(bus::encode(published, bus::Encoding::Json) + '\n');
    else if (words.take_if("xml"))
        reply(bus::encode(published, bus::Encoding::Xml) + '\n');
    else if (words.left() == 0 || words.take_if("plain"))
        reply(plain(published));
    else
        reply("-USAGE: <uuid> [plain|xml|json]\n");
}

}  // namespace sofia::commands
