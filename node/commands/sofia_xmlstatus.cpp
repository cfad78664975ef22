#include "commands/handlers.hpp"
#include "commands/profile_query.hpp"
#include "commands/registration_text.hpp"
#include "commands/status_source.hpp"
#include "commands/xml_text.hpp"

namespace sofia::commands {
namespace {

std::string profile_status(Context& context, Arguments& words) {
    const std::string name(words.take());
    const auto* running = context.profiles.find(name);
    if (running == nullptr)
        return "Invalid Profile!\n";
    const auto query = parse_profile_query(running->settings->name, words);
    if (!query)
        return query.error().text + '\n';
    auto text = XmlText().declaration().open(0, "profile").text();
    if (query->information)
        text += profile_xml(view_of(context, name));
    if (query->bindings)
        text += registrations_xml(context.registrar.locations().list(query->filter),
                                  context.clock.wall());
    return text + XmlText().close(0, "profile").text();
}

}  // namespace

void sofia_xmlstatus(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        reply(status_xml(status_rows(context)));
    else if (words.take_if("gateway"))
        reply(words.left() == 0
                  ? XmlText().declaration().open(0, "gateways").close(0, "gateways").text()
                  : "Invalid Gateway!\n");
    else if (words.take_if("profile") && words.left() > 0)
        reply(profile_status(context, words));
    else
        reply("Invalid Syntax!\n");
}

}  // namespace sofia::commands
