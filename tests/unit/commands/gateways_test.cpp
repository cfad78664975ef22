// What operators see of gateways and do with them; texts as in the other system's transcript.

#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const std::string kRule(97, '=');

class GatewayCommands : public CommandWorld {
  protected:
    /// `trunk` of profile `external`; registers unless told otherwise.
    void trunk(const std::string& registers = "true",
               std::map<std::string, std::string> more = {}) {
        std::map<std::string, std::string> params{{"username", "u1"},
                                                  {"password", "p"},
                                                  {"proxy", "127.0.0.31:5998"},
                                                  {"register", registers}};
        for (auto& [name, value] : more)
            params[name] = value;
        gateway(std::move(params), {{"in", "1"}, {"both", "2"}}, {{"out", "3"}, {"both", "4"}});
    }
    void refused() {
        external().last(sip::Method::Register)->answer(403);
        advance(std::chrono::milliseconds(1000));
    }
};

TEST_F(GatewayCommands, StatusListsThemBehindTheirProfile) {
    trunk("false");
    EXPECT_THAT(run("sofia status"),
                HasSubstr("                 external\tprofile\t              "
                          "sip:mod_sofia@192.0.2.1:5080\tRUNNING (0)\n"
                          "          external::trunk\tgateway\t                    "
                          "sip:u1@127.0.0.31:5998\tNOREG\n"
                          "                 internal\tprofile"));
    EXPECT_THAT(run("sofia status"), EndsWith("\n2 profiles 0 aliases\n"));
}

TEST_F(GatewayCommands, StatusSaysWhenAFailedOneTriesAgain) {
    trunk();
    refused();
    EXPECT_THAT(run("sofia status"), HasSubstr("127.0.0.31:5998\tFAIL_WAIT (retry: 29s)\n"));
    EXPECT_THAT(run("sofia xmlstatus"),
                HasSubstr("<gateway>\n<name>trunk</name>\n<type>gateway</type>\n"
                          "<data>sip:u1@127.0.0.31:5998</data>\n<state>FAIL_WAIT</state>\n"
                          "</gateway>\n (retry: 29s)\n"));
    EXPECT_THAT(run("sofia jsonstatus"),
                HasSubstr("\t\t\t\"gateways\":\t{\n"
                          "\t\t\t\t\"trunk\":\t{\n"
                          "\t\t\t\t\t\"type\":\t\"gateway\",\n"
                          "\t\t\t\t\t\"data\":\t\"sip:u1@127.0.0.31:5998\",\n"
                          "\t\t\t\t\t\"state\":\t\"FAIL_WAIT\",\n"
                          "\t\t\t\t\t\"retry\":\t29\n"
                          "\t\t\t\t}\n"));
}

TEST_F(GatewayCommands, TheTableCountsCallsAndPings) {
    trunk();
    refused();
    EXPECT_EQ(run("sofia status gateway"),
              "    Profile::Gateway-Name\t                        Data    \tState\tPing Time\tIB "
              "Calls(F/T)\tOB Calls(F/T)\n" +
                  kRule +
                  "\n          external::trunk\t          sip:u1@127.0.0.31:5998\tFAIL_WAIT\t"
                  "  0.00\t0/0\t0/0 (retry: 29s)\n" +
                  kRule + "\n1 gateway: Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0\n");
}

TEST_F(GatewayCommands, OneIsShownAsInTheTranscript) {
    trunk("false", {{"context", "public"}});
    advance(std::chrono::milliseconds(17500));
    const auto text = kRule +
                      "\nName    \ttrunk\n"
                      "Profile \texternal\n"
                      "Scheme  \tDigest\n"
                      "Realm   \t127.0.0.31:5998\n"
                      "Username\tu1\n"
                      "Password\tyes\n"
                      "From    \t<sip:u1@127.0.0.31:5998>\n"
                      "Contact \t<sip:gw+trunk@192.0.2.1:5080;transport=udp;gw=trunk>\n"
                      "Exten   \tu1\n"
                      "To      \tsip:u1@127.0.0.31:5998\n"
                      "Proxy   \tsip:127.0.0.31:5998\n"
                      "Context \tpublic\n"
                      "Expires \t3600\n"
                      "Freq    \t3600\n"
                      "Ping    \t0\n"
                      "PingFreq\t0\n"
                      "PingTime\t0.00\n"
                      "PingState\t0/0/0\n"
                      "State   \tNOREG\n"
                      "Status  \tUP\n"
                      "Uptime  \t17s\n"
                      "CallsIN \t0\n"
                      "CallsOUT\t0\n"
                      "FailedCallsIN\t0\n"
                      "FailedCallsOUT\t0\n" +
                      kRule + '\n';
    EXPECT_EQ(run("sofia status gateway trunk"), text);
    EXPECT_EQ(run("sofia status gateway external::trunk"), text);
    EXPECT_EQ(run("sofia status gateway internal::trunk"), "Invalid Gateway!\n");
}

TEST_F(GatewayCommands, APingThatIsOutIsShown) {
    trunk("false", {{"ping", "10"}, {"ping-max", "3"}, {"ping-min", "2"}});
    EXPECT_THAT(run("sofia status gateway trunk"), HasSubstr("Ping    \t1767225610\n"));
    advance(std::chrono::milliseconds(10500));
    const auto text = run("sofia status gateway trunk");
    EXPECT_THAT(text, HasSubstr("PingState\t2/0/3\n"));
    EXPECT_THAT(text, HasSubstr("Status  \tUP (ping)\n"));
    external().last(sip::Method::Options)->answer(200);
    drain();
    EXPECT_THAT(run("sofia status gateway trunk"), HasSubstr("PingTime\t500.00\n"));
}

TEST_F(GatewayCommands, XmlHasTheSameAndTheRetryOfAFailedOne) {
    trunk("true", {{"context", "public"}});
    refused();
    const std::string element =
        "  <gateway>\n"
        "    <name>trunk</name>\n"
        "    <profile>external</profile>\n"
        "    <scheme>Digest</scheme>\n"
        "    <realm>127.0.0.31:5998</realm>\n"
        "    <username>u1</username>\n"
        "    <password>yes</password>\n"
        "    <from>&lt;sip:u1@127.0.0.31:5998&gt;</from>\n"
        "    <contact>&lt;sip:gw+trunk@192.0.2.1:5080;transport=udp;gw=trunk&gt;</contact>\n"
        "    <exten>u1</exten>\n"
        "    <to>sip:u1@127.0.0.31:5998</to>\n"
        "    <proxy>sip:127.0.0.31:5998</proxy>\n"
        "    <context>public</context>\n"
        "    <expires>3600</expires>\n"
        "    <freq>3600</freq>\n"
        "    <ping>0</ping>\n"
        "    <pingfreq>0</pingfreq>\n"
        "    <pingmin>0</pingmin>\n"
        "    <pingcount>0</pingcount>\n"
        "    <pingmax>0</pingmax>\n"
        "    <pingtime>0.00</pingtime>\n"
        "    <pinging>0</pinging>\n"
        "    <state>FAIL_WAIT</state>\n"
        "    <status>DOWN</status>\n"
        "    <uptime-usec>0</uptime-usec>\n"
        "    <calls-in>0</calls-in>\n"
        "    <calls-out>0</calls-out>\n"
        "    <failed-calls-in>0</failed-calls-in>\n"
        "    <failed-calls-out>0</failed-calls-out>\n"
        "    <retry>29s</retry>\n"
        "  </gateway>\n";
    const std::string declaration = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";
    EXPECT_EQ(run("sofia xmlstatus gateway trunk"), declaration + element);
    EXPECT_EQ(run("sofia xmlstatus gateway"),
              declaration + "<gateways>\n" + element + "</gateways>\n");
}

TEST_F(GatewayCommands, ListsThoseThatAreUpAndThoseThatAreDown) {
    trunk("false");
    EXPECT_EQ(run("sofia profile external gwlist"), "trunk ");
    EXPECT_EQ(run("sofia profile external gwlist up"), "trunk ");
    EXPECT_EQ(run("sofia profile external gwlist down"), "");
    EXPECT_EQ(run("sofia profile internal gwlist up"), "");
    trunk();
    EXPECT_EQ(run("sofia profile external gwlist down"), "trunk ");
}

TEST_F(GatewayCommands, RegistersAndUnregisters) {
    trunk();
    EXPECT_EQ(run("sofia profile external unregister trunk"), "+OK\n");
    advance(std::chrono::milliseconds(1000));
    EXPECT_EQ(external().last(sip::Method::Register)->header("Expires"), "0");
    EXPECT_EQ(run("sofia profile external register all"), "+OK\n");
    advance(std::chrono::milliseconds(1000));
    EXPECT_EQ(external().last(sip::Method::Register)->header("Expires"), "3600");
}

TEST_F(GatewayCommands, SaysWhyItDoesNotRegister) {
    trunk("false");
    EXPECT_EQ(run("sofia profile external register"), "No gateway name provided!\n");
    EXPECT_EQ(run("sofia profile external register nobody"), "Invalid gateway!\n");
    EXPECT_EQ(run("sofia profile external register trunk"),
              "-ERR NOREG gateway [trunk] can't be registered!\n");
    EXPECT_EQ(run("sofia profile external unregister trunk"),
              "-ERR NOREG gateway [trunk] can't be unregistered!\n");
}

TEST_F(GatewayCommands, KillsOneOrAll) {
    trunk("false");
    EXPECT_EQ(run("sofia profile external killgw"), "-ERR missing gw name\n");
    EXPECT_EQ(run("sofia profile external killgw nobody"), "-ERR no such gateway.\n");
    EXPECT_EQ(run("sofia profile internal killgw trunk"), "+OK gateway marked for deletion.\n");
    EXPECT_EQ(run("sofia status gateway trunk"), "Invalid Gateway!\n");
    trunk("false");
    EXPECT_EQ(run("sofia profile external killgw _all_"),
              "+OK every gateway marked for deletion.\n");
    EXPECT_EQ(run("sofia status gateway trunk"), "Invalid Gateway!\n");
    EXPECT_EQ(events("sofia::gateway_delete").size(), 2U);
}

TEST_F(GatewayCommands, StartsWhatTheFreshConfigurationHas) {
    trunk("false");
    configured("external", *profiles_.find("external")->settings);
    run("sofia profile external killgw trunk");
    doings_.clear();
    EXPECT_EQ(run("sofia profile external startgw trunk"),
              "Reload XML [Success]\n+OK start gateway trunk complete\n");
    EXPECT_THAT(doings_, ElementsAre("reload"));
    EXPECT_EQ(run("sofia profile external gwlist"), "trunk ");
    EXPECT_EQ(run("sofia profile external startgw nobody"),
              "Reload XML [Success]\n-ERR cannot add gateway nobody for profile external\n");
    EXPECT_EQ(run("sofia profile external startgw _all_"),
              "Reload XML [Success]\n+OK start gateway trunk complete\n");
}

TEST_F(GatewayCommands, AreNotStartedFromOldSettings) {
    configured("external", *profiles_.find("external")->settings);
    reload_ends_ = base::fail(base::ErrorKind::Invalid, "external.xml:3: no");
    EXPECT_EQ(run("sofia profile external startgw _all_"),
              "Reload XML [external.xml:3: no]\n-ERR no gateway started\n");
}

TEST_F(GatewayCommands, AreNotStartedOnAProfileThatIsBeingStopped) {
    trunk("false");
    configured("external", *profiles_.find("external")->settings);
    run("sofia profile external killgw trunk");
    profiles_.find("external")->stopping = true;
    EXPECT_EQ(run("sofia profile external startgw trunk"),
              "Reload XML [Success]\n-ERR profile external is being stopped\n");
    EXPECT_EQ(run("sofia status gateway trunk"), "Invalid Gateway!\n");
}

TEST_F(GatewayCommands, VariablesAreToldByDirection) {
    trunk("false");
    EXPECT_EQ(run("sofia_gateway_data trunk ivar in"), "1");
    EXPECT_EQ(run("sofia_gateway_data trunk ivar out"), "");
    EXPECT_EQ(run("sofia_gateway_data trunk ovar both"), "4");
    EXPECT_EQ(run("sofia_gateway_data trunk var out"), "3");
    EXPECT_EQ(run("sofia_gateway_data nobody var out"), "");
    EXPECT_EQ(run("sofia_gateway_data trunk var"), "-ERR Parameter missing\n");
}

}  // namespace
}  // namespace sofia::commands
