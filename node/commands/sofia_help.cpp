#include "commands/handlers.hpp"

namespace sofia::commands {
namespace {

// Printed as the other system prints it, with what this version does not have: those verbs answer
// that they are not supported. The stray bracket belongs to it.
constexpr std::string_view kUsage =
    R"(USAGE:
--------------------------------------------------------------------------------
sofia global siptrace <on|off>
sofia        capture  <on|off>
             watchdog <on|off>

sofia profile <name> [start | stop | restart | rescan] [wait]
                     flush_inbound_reg [<call_id> | <[user]@domain>] [reboot]
                     check_sync [<call_id> | <[user]@domain>]
                     [register | unregister] [<gateway name> | all]
                     killgw <gateway name>
                     [stun-auto-disable | stun-enabled] [true | false]]
                     siptrace <on|off>
                     capture  <on|off>
                     watchdog <on|off>

sofia <status|xmlstatus> profile <name> [reg [<contact str>]] | [pres <pres str>] | [user <user@domain>]
sofia <status|xmlstatus> gateway <name>

sofia ha <status|check|promote [<cluster>] [--force]|demote> [--json]

sofia loglevel <all|default|tport|iptsec|nea|nta|nth_client|nth_server|nua|soa|sresolv|stun> [0-9]
sofia tracelevel <console|alert|crit|err|warning|notice|info|debug>

sofia help
--------------------------------------------------------------------------------
)";

}  // namespace

void sofia_help(Context&, Arguments, const Reply& reply) {
    reply(std::string(kUsage));
}

}  // namespace sofia::commands
