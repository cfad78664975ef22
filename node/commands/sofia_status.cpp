#include "commands/fixed_table.hpp"
#include "commands/handlers.hpp"
#include "commands/profile_query.hpp"
#include "commands/registration_text.hpp"
#include "commands/status_source.hpp"

namespace sofia::commands {
namespace {

using Align = Column::Align;

constexpr std::array kGatewayColumns{Column{25, Align::Right},
                                     Column{32, Align::Right},
                                     Column{},
                                     Column{9, Align::Right},
                                     Column{},
                                     Column{}};

/// This version registers at no gateway: the table is there for scripts, without rows.
std::string gateway_table() {
    FixedTable table(kGatewayColumns);
    table
        .row({"Profile::Gateway-Name",
              "    Data    ",
              "State",
              "Ping Time",
              "IB Calls(F/T)",
              "OB Calls(F/T)"})
        .rule()
        .rule()
        .line("0 gateways: Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0");
    return table.text();
}

std::string overview(Context& context) {
    auto text = status_table(status_rows(context));
    // After the footer and only when it matters, so that the table stays what scripts parse.
    if (const auto role = context.facts.role(); role != "ACTIVE")
        text += "role " + role + '\n';
    return text;
}

std::string profile_status(Context& context, Arguments& words) {
    const std::string name(words.take());
    const auto* running = context.profiles.find(name);
    if (running == nullptr)
        return "Invalid Profile!\n";
    const auto query = parse_profile_query(running->settings->name, words);
    if (!query)
        return query.error().text + '\n';
    std::string text;
    if (query->information)
        text += profile_text(view_of(context, name));
    if (query->bindings)
        text += registrations_text(context.registrar.locations().list(query->filter),
                                   context.clock.wall());
    return text;
}

}  // namespace

void sofia_status(Context& context, Arguments words, const Reply& reply) {
    if (words.left() == 0)
        reply(overview(context));
    else if (words.take_if("gateway"))
        reply(words.left() == 0 ? gateway_table() : "Invalid Gateway!\n");
    else if (words.take_if("profile") && words.left() > 0)
        reply(profile_status(context, words));
    else
        reply("Invalid Syntax!\n");
}

}  // namespace sofia::commands
