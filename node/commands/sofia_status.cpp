#include "commands/gateway_text.hpp"
#include "commands/handlers.hpp"
#include "commands/profile_query.hpp"
#include "commands/registration_text.hpp"
#include "commands/status_source.hpp"

namespace sofia::commands {
namespace {

std::string overview(Context& context) {
    auto text = status_table(status_rows(context));
    // After the footer and only when it matters, so that the table stays what scripts parse.
    if (const auto role = context.facts.role(); role != "ACTIVE")
        text += "role " + role + '\n';
    return text;
}

std::string gateway_status(Context& context, Arguments& words) {
    if (words.left() == 0)
        return gateway_table(gateways_of(context), context.clock.steady());
    const auto* gateway = find_gateway(context, words.take());
    return gateway == nullptr ? "Invalid Gateway!\n" : gateway_text(*gateway, context.clock);
}

std::string profile_status(Context& context, Arguments& words) {
    const std::string name(words.take());
    const auto* running = context.profiles.find(name);
    if (running == nullptr)
        return "Invalid Profile!\n";
    const auto query = parse_profile_query(*running->settings, words);
    if (!query)
        return query.error().text + '\n';
    std::string text;
    if (query->information)
        text += profile_text(view_of(context, name));
    if (query->bindings)
        text += registrations_text(
            context.registrar.locations().list(query->filter),
            {context.registrar.reach(), context.clock.wall(), context.facts.node});
    return text;
}

}  // namespace

void sofia_status(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        reply(overview(context));
    else if (words.take_if("gateway"))
        reply(gateway_status(context, words));
    else if (words.take_if("profile") && words.left() > 0)
        reply(profile_status(context, words));
    else
        reply("Invalid Syntax!\n");
}

}  // namespace sofia::commands
