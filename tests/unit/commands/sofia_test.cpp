#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Sofia : public CommandWorld {};

// The usage text of the reference transcript.
constexpr auto kUsage =
    "USAGE:\n"
    "--------------------------------------------------------------------------------\n"
    "sofia global siptrace <on|off>\n"
    "sofia        capture  <on|off>\n"
    "             watchdog <on|off>\n"
    "\n"
    "sofia profile <name> [start | stop | restart | rescan] [wait]\n"
    "                     flush_inbound_reg [<call_id> | <[user]@domain>] [reboot]\n"
    "                     check_sync [<call_id> | <[user]@domain>]\n"
    "                     [register | unregister] [<gateway name> | all]\n"
    "                     killgw <gateway name>\n"
    "                     [stun-auto-disable | stun-enabled] [true | false]]\n"
    "                     siptrace <on|off>\n"
    "                     capture  <on|off>\n"
    "                     watchdog <on|off>\n"
    "\n"
    "sofia <status|xmlstatus> profile <name> [reg [<contact str>]] | [pres <pres str>] | [user "
    "<user@domain>]\n"
    "sofia <status|xmlstatus> gateway <name>\n"
    "\n"
    "sofia ha <status|check|promote [<cluster>] [--force]|demote> [--json]\n"
    "\n"
    "sofia loglevel <all|default|tport|iptsec|nea|nta|nth_client|nth_server|nua|soa|sresolv|stun> "
    "[0-9]\n"
    "sofia tracelevel <console|alert|crit|err|warning|notice|info|debug>\n"
    "\n"
    "sofia help\n"
    "--------------------------------------------------------------------------------\n";

TEST_F(Sofia, PrintsTheUsageOfTheTranscript) {
    EXPECT_EQ(run("sofia"), kUsage);
    EXPECT_EQ(run("sofia help"), kUsage);
    EXPECT_EQ(run("SOFIA HELP"), kUsage);
}

TEST_F(Sofia, NamesAVerbThatNobodyKnows) {
    EXPECT_EQ(run("sofia bogus"), "Unknown Command [bogus]\n");
}

TEST_F(Sofia, SaysClearlyWhatThisVersionDoesNotHave) {
    EXPECT_EQ(run("sofia tracelevel info"),
              "-ERR sofia tracelevel is not supported in this version\n");
}

TEST_F(Sofia, SetsAndAsksTheLogLevelOfAComponentOfTheStack) {
    EXPECT_EQ(run("sofia loglevel nta 9"),
              "Sofia log level for component [nta] has been set to [9]");
    EXPECT_EQ(run("sofia loglevel nta"), "Sofia-sip loglevel for [nta] is [3]");
}

TEST_F(Sofia, AnswersAMalformedLogLevelWithTheUsage) {
    for (const auto* line : {"sofia loglevel",
                             "sofia loglevel nta 10",
                             "sofia loglevel nta x",
                             "sofia loglevel nta 1 2",
                             "sofia loglevel bogus 1"})
        EXPECT_EQ(run(line), kUsage) << line;
}

TEST_F(Sofia, SaysWhenTheStackHasNoLogLevels) {
    context_.control.stack_log_level = nullptr;
    EXPECT_EQ(run("sofia loglevel nta 9"),
              "-ERR sofia loglevel is not supported in this version\n");
}

TEST_F(Sofia, SwitchesTracesOfEveryProfile) {
    EXPECT_EQ(run("sofia global siptrace on"), "+OK Global siptrace on");
    EXPECT_TRUE(internal().tracing);
    EXPECT_TRUE(external().tracing);
    EXPECT_EQ(run("sofia global siptrace OFF"), "+OK Global siptrace off");
    EXPECT_FALSE(internal().tracing);
}

TEST_F(Sofia, SwitchesTheWatchdogOfTheWholeNode) {
    EXPECT_EQ(run("sofia global watchdog on"), "+OK Global watchdog on");
    EXPECT_EQ(doings_, std::vector<std::string>{"watchdog  on"});
    context_.control.watchdog = nullptr;
    EXPECT_EQ(run("sofia global watchdog on"),
              "-ERR sofia global watchdog is not supported in this version\n");
}

TEST_F(Sofia, ExplainsGlobalSwitches) {
    constexpr auto kGlobalUsage =
        "-ERR Usage: siptrace <on|off>|capture <on|off>|watchdog <on|off>|debug "
        "<sla|presence|none";
    for (const auto* line : {"sofia global",
                             "sofia global bogus on",
                             "sofia global siptrace",
                             "sofia global siptrace x"})
        EXPECT_EQ(run(line), kGlobalUsage) << line;
    EXPECT_TRUE(doings_.empty());
}

}  // namespace
}  // namespace sofia::commands
