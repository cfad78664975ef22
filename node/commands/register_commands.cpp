#include "commands/register_commands.hpp"

#include <chrono>

#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

using namespace std::string_view_literals;

/// A command with what `help` says of its arguments.
struct Entry {
    std::string_view name;
    std::string_view arguments;
    Handler run;
};

void help(Context& context, Arguments words, const Reply& reply);

constexpr std::array kCommands{
    Entry{"acl", "<ip> <list>", acl},
    Entry{"cond", "<expr> ? <true val> : <false val>", cond},
    Entry{"create_uuid", "", create_uuid},
    Entry{"domain_exists", "<domain>", domain_exists},
    Entry{"echo", "<text>", echo},
    Entry{"fsctl",
          "recover [flush]|shutdown [restart]|pause [inbound|outbound]|resume [inbound|outbound]|"
          "max_sessions [<number>]|sps [<number>]",
          fsctl},
    Entry{"global_getvar", "[<name>]", global_getvar},
    Entry{"group_call", "<group>[@<domain>][+A|+F|+E]", group_call},
    Entry{"help", "", help},
    Entry{"hostname", "", hostname},
    Entry{"hupall", "[<cause>]", hupall},
    Entry{"json", "{\"command\": \"sofia.status|sofia.status.info\"}", json},
    Entry{"list_users",
          "[group <group>] [domain <domain>] [user <user>] [context <context>]",
          list_users},
    Entry{"md5", "<text>", md5},
    Entry{"metrics", "", metrics},
    Entry{"module_exists", "<module>", module_exists},
    Entry{"originate",
          "<call url> <exten>|&bridge(<call url>) [<dialplan>] [<context>] [<cid_name>] "
          "[<cid_num>] [<timeout_sec>]",
          originate},
    Entry{"regex", "<data>|<pattern>[|<subst string>][|(n|b)]", regex},
    Entry{"reloadacl", "", reloadacl},
    Entry{"reloadxml", "", reloadxml},
    Entry{"sched_hangup", "[+]<time> <uuid> [<cause>]", sched_hangup},
    Entry{"show",
          "channels|calls|bridged_calls|registrations [count] [as xml|json|delim <text>]",
          show},
    Entry{"shutdown", "[restart]", shutdown},
    Entry{"sofia", "<verb> ...; see sofia help", sofia},
    Entry{"sofia_contact", "[~<agent>/][<profile>/]<user>[@<domain>][/<variables>]", sofia_contact},
    Entry{"sofia_count_reg", "[<profile>/]<user>[@<domain>]", sofia_count_reg},
    Entry{"sofia_dig", "[xml] [@<dnsserver>] <uri>", sofia_dig},
    Entry{"sofia_gateway_data", "<gateway> ivar|ovar|var <name>", sofia_gateway_data},
    Entry{"sofia_presence_data",
          "list|status|rpid|user_agent [<profile>/]<user>@<domain>",
          sofia_presence_data},
    Entry{"sofia_username_of", "[<profile>/]<user>@<domain>", sofia_username_of},
    Entry{"status", "", status},
    Entry{"strepoch", "[<yyyy>-<mm>-<dd> [<hh>[:<mm>[:<ss>]]]]", strepoch},
    Entry{"strftime", "[<epoch>|]<format>", strftime},
    Entry{"switchname", "", switchname},
    Entry{"uptime", "[us|ms|s|m|h|d]", uptime},
    Entry{"url_decode", "<text>", url_decode},
    Entry{"url_encode", "<text>", url_encode},
    Entry{"user_data", "<user>@<domain> attr|var|param <name>", user_data},
    Entry{"user_exists", "id|number-alias <user> <domain>", user_exists},
    Entry{"uuid_deflect", "<uuid> <uri>", uuid_deflect},
    Entry{"uuid_dump", "<uuid> [plain|xml|json]", uuid_dump},
    Entry{"uuid_execute", "<uuid> [id=<event uuid>] <application> [<data>]", uuid_execute},
    Entry{"uuid_exists", "<uuid>", uuid_exists},
    Entry{"uuid_getvar", "<uuid> <name>", uuid_getvar},
    Entry{"uuid_kill", "<uuid> [<cause>]", uuid_kill},
    Entry{"uuid_setvar", "<uuid> <name> [<value>]", uuid_setvar},
    Entry{"uuid_transfer", "<uuid> [-bleg] <dest-exten> [<dialplan>] [<context>]", uuid_transfer},
    Entry{"version", "[short]", version}};

// Known to scripts of the other system; later versions have some of them.
constexpr std::array kOnlyElsewhere{"global_setvar"sv,
                                    "load"sv,
                                    "unload"sv,
                                    "uuid_answer"sv,
                                    "uuid_bridge"sv,
                                    "uuid_broadcast"sv,
                                    "uuid_dual_transfer"sv,
                                    "uuid_hold"sv,
                                    "uuid_media"sv,
                                    "uuid_park"sv,
                                    "uuid_record"sv,
                                    "uuid_recovery_refresh"sv,
                                    "uuid_send_dtmf"sv};

void help(Context&, Arguments, const Reply& reply) {
    std::string text = "Valid Commands:\n\n";
    for (const auto& command : kCommands) {
        text += command.name;
        text += command.arguments.empty() ? "" : " ";
        text += command.arguments;
        text += '\n';
    }
    reply(std::move(text));
}

}  // namespace

void register_commands(Table& table, Context& context) {
    for (const auto& command : kCommands)
        table.add(std::string(command.name),
                  [&command, &context](std::string_view arguments, const Reply& reply) {
                      command.run(context, Arguments(arguments), reply);
                  });
    for (const auto name : kOnlyElsewhere)
        table.add_elsewhere(std::string(name));
    context.listings = std::make_shared<Listings>(context.services.loop);
    context.load_timer = context.services.loop.every(std::chrono::seconds(1), [&context] {
        context.load.sample(context.calls.size(), context.calls.total());
    });
}

}  // namespace sofia::commands
