#include "commands/gateway_text.hpp"
#include "commands/handlers.hpp"
#include "commands/profile_query.hpp"
#include "commands/registration_text.hpp"
#include "commands/status_source.hpp"
#include "commands/xml_text.hpp"

namespace sofia::commands {
namespace {

std::string gateway_status(Context& context, Arguments& words) {
    auto text = XmlText().declaration().text();
    if (words.left() > 0) {
        const auto* gateway = find_gateway(context, words.take());
        return gateway == nullptr ? "Invalid Gateway!\n"
                                  : text + gateway_xml(*gateway, context.clock);
    }
    text += XmlText().open(0, "gateways").text();
    for (const auto* gateway : gateways_of(context))
        text += gateway_xml(*gateway, context.clock);
    return text + XmlText().close(0, "gateways").text();
}

std::string profile_status(Context& context, Arguments& words) {
    const std::string name(words.take());
    const auto* running = context.profiles.find(name);
    if (running == nullptr)
        return "Invalid Profile!\n";
    const auto query = parse_profile_query(*running->settings, words);
    if (!query)
        return query.error().text + '\n';
    auto text = XmlText().declaration().open(0, "profile").text();
    if (query->information)
        text += profile_xml(view_of(context, name));
    if (query->bindings)
        text += registrations_xml(
            context.registrar.locations().list(query->filter),
            {context.registrar.reach(), context.clock.wall(), context.facts.node});
    return text + XmlText().close(0, "profile").text();
}

}  // namespace

void sofia_xmlstatus(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        reply(status_xml(status_rows(context)));
    else if (words.take_if("gateway"))
        reply(gateway_status(context, words));
    else if (words.take_if("profile") && words.left() > 0)
        reply(profile_status(context, words));
    else
        reply("Invalid Syntax!\n");
}

}  // namespace sofia::commands
