#include <gmock/gmock.h>

#include "unit/commands/command_world.hpp"
#include "unit/commands/samples.hpp"

namespace sofia::commands {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kRule(97, '=');

class SofiaStatus : public CommandWorld {
  protected:
    /// Starts a profile with an alias, as the transcript has it.
    void start_office(const model::ProfileTls& tls = {}) {
        auto office = *samples::internal_settings();
        office.name = "office";
        office.address.tls = tls;
        start_profile(office);
    }
    static model::ProfileTls tls(bool only) {
        model::ProfileTls tls;
        tls.enabled = true;
        tls.only = only;
        return tls;
    }
};

TEST_F(SofiaStatus, ListsProfilesAndAliasesInOrderOfName) {
    start_office();
    profiles_.find("office")->counters.in_use = 2;
    EXPECT_EQ(run("sofia status"),
              "                     Name\t   Type\t                                      Data\t"
              "State\n" +
                  kRule +
                  "\n"
                  "               127.0.0.10\t  alias\t                                    office\t"
                  "ALIASED\n"
                  "                 external\tprofile\t              "
                  "sip:mod_sofia@192.0.2.1:5080\tRUNNING (0)\n"
                  "                 internal\tprofile\t              "
                  "sip:mod_sofia@192.0.2.1:5060\tRUNNING (0)\n"
                  "                   office\tprofile\t             "
                  "sip:mod_sofia@127.0.0.10:5070\tRUNNING (0)\n" +
                  kRule + "\n3 profiles 1 alias\n");
    profiles_.find("office")->counters.in_use = 0;
}

TEST_F(SofiaStatus, TellsTheRoleOnlyWhenItIsNotActive) {
    EXPECT_THAT(run("sofia status"), Not(HasSubstr("role")));
    role_ = "STANDBY";
    EXPECT_THAT(run("sofia status"), testing::EndsWith("2 profiles 0 aliases\nrole STANDBY\n"));
}

TEST_F(SofiaStatus, ShowsAProfileByNameOrAlias) {
    start_office();
    const auto by_name = run("sofia status profile office");
    EXPECT_THAT(by_name, StartsWith(kRule + "\nName             \toffice\n"));
    EXPECT_THAT(by_name, HasSubstr("DBName           \tsqlite:///var/lib/sofia-node/node.db\n"));
    EXPECT_THAT(by_name, Not(HasSubstr("Alias Of")));
    EXPECT_THAT(by_name, testing::EndsWith("REGISTRATIONS    \t0\n"));
    EXPECT_THAT(run("sofia status profile 127.0.0.10"), HasSubstr("Alias Of         \toffice\n"));
}

TEST_F(SofiaStatus, CountsTheBindingsOfTheProfile) {
    bind({samples::registration(0), samples::registration(1)});
    EXPECT_THAT(run("sofia status profile internal"), HasSubstr("REGISTRATIONS    \t2\n"));
    EXPECT_THAT(run("sofia status profile external"), HasSubstr("REGISTRATIONS    \t0\n"));
}

TEST_F(SofiaStatus, ListsBindingsAsAsked) {
    bind({samples::registration(0), samples::registration(1), samples::registration(2)});
    const auto items = [&](const std::string& line) {
        const auto text = run("sofia status profile internal " + line);
        EXPECT_THAT(text, HasSubstr("\nRegistrations:\n"));
        return text.substr(text.find("Total items"));
    };
    EXPECT_EQ(items("reg"), "Total items returned: 3\n" + kRule + '\n');
    EXPECT_EQ(items("reg u1@"), "Total items returned: 1\n" + kRule + '\n');
    EXPECT_EQ(items("user u1@127.0.0.10"), "Total items returned: 1\n" + kRule + '\n');
    EXPECT_EQ(items("user @127.0.0.10"), "Total items returned: 3\n" + kRule + '\n');
    EXPECT_EQ(items("user u1@elsewhere"), "Total items returned: 0\n" + kRule + '\n');
    EXPECT_EQ(items("pres 127.0.0.10"), "Total items returned: 3\n" + kRule + '\n');
    EXPECT_EQ(items("pres 127.0.0.1"), "Total items returned: 0\n" + kRule + '\n');
    EXPECT_EQ(items("pres office.example"), "Total items returned: 0\n" + kRule + '\n');
}

TEST_F(SofiaStatus, HostsThatMeanTheSameAreTheSameToPres) {
    bind({samples::registration(0)});
    auto settings = std::make_shared<model::Profile>(*profiles_.find("internal")->settings);
    settings->presence.hosts = {"office.example", "127.0.0.10"};
    profiles_.reconfigure(settings);
    EXPECT_THAT(run("sofia status profile internal pres Office.Example"),
                HasSubstr("Total items returned: 1\n"));
    EXPECT_THAT(run("sofia status profile internal pres OFFICE"),
                HasSubstr("Total items returned: 1\n"))
        << "a part of one is enough";
}

TEST_F(SofiaStatus, AnAliasIsNamedAsItWasAskedFor) {
    start_office();
    const auto text = run("sofia status profile 127.0.0.10");
    EXPECT_THAT(text, HasSubstr("Name             \t127.0.0.10\n"));
    EXPECT_THAT(text, HasSubstr("Alias Of         \toffice\n"));
    EXPECT_THAT(run("sofia xmlstatus profile 127.0.0.10"), HasSubstr("<name>127.0.0.10</name>"));
}

TEST_F(SofiaStatus, AProfileWithTlsHasARowForEachTransport) {
    start_office(tls(false));
    const auto table = run("sofia status");
    EXPECT_THAT(table, HasSubstr("sip:mod_sofia@127.0.0.10:5070\tRUNNING (0)\n"));
    EXPECT_THAT(table, HasSubstr("sip:mod_sofia@127.0.0.10:5061\tRUNNING (0) (TLS)\n"));
    EXPECT_THAT(table, HasSubstr("\n3 profiles 1 alias\n"));
}

TEST_F(SofiaStatus, ATransportThatAProfileDoesNotHaveIsNotShown) {
    start_office(tls(true));
    const auto table = run("sofia status");
    EXPECT_THAT(table, Not(HasSubstr("127.0.0.10:5070")));
    EXPECT_THAT(table, HasSubstr("sip:mod_sofia@127.0.0.10:5061\tRUNNING (0) (TLS)\n"));
    EXPECT_THAT(table, HasSubstr("\n3 profiles 1 alias\n"));
    EXPECT_THAT(run("sofia xmlstatus"), Not(HasSubstr("127.0.0.10:5070")));
    const auto text = run("sofia status profile office");
    EXPECT_THAT(text, Not(HasSubstr("127.0.0.10:5070")));
    EXPECT_THAT(text, HasSubstr("TLS-URL          \tsip:mod_sofia@127.0.0.10:5061\n"));
    EXPECT_THAT(run("sofia xmlstatus profile office"), Not(HasSubstr("127.0.0.10:5070")));
    EXPECT_THAT(run("sofia jsonstatus"), Not(HasSubstr("127.0.0.10:5070")));
}

TEST_F(SofiaStatus, JsonTellsThePlainAddressAndThatOfTlsOnlyWhereItIsTheOnlyOne) {
    start_office(tls(false));
    const auto both = run("sofia jsonstatus");
    EXPECT_THAT(both, HasSubstr("\"data\":\t\"sip:mod_sofia@127.0.0.10:5070\"\n"));
    EXPECT_THAT(both, Not(HasSubstr("\"transport\"")));
    auto only = std::make_shared<model::Profile>(*profiles_.find("office")->settings);
    only->address.tls.only = true;
    profiles_.reconfigure(only);
    EXPECT_THAT(run("sofia jsonstatus"),
                HasSubstr("\"data\":\t\"sip:mod_sofia@127.0.0.10:5061\",\n"
                          "\t\t\t\t\"transport\":\t\"tls\"\n"));
}

TEST_F(SofiaStatus, IsAskedForAsJsonByQuestionsInJson) {
    const auto said = run(R"(json {"command": "sofia.status", "id": 7})");
    EXPECT_THAT(said,
                StartsWith(R"({"command":"sofia.status","id":7,"status":"success",)"
                           R"("response":{"profiles":{"external":{"status":{)"));
    EXPECT_THAT(said, Not(HasSubstr("\"info\"")));
    EXPECT_THAT(run(R"(json {"command": "sofia.status.info"})"),
                HasSubstr(R"("info":{"domain-name":"N/A")"));
    EXPECT_THAT(run(R"(json {"command": "sofia.status", "format": "pretty"})"),
                HasSubstr("\t\"response\":\t{\n"));
    EXPECT_EQ(run(R"(json {"command": "sofia.dance"})"),
              "-ERR json command [sofia.dance] is not supported in this version\n");
    for (const auto* line : {"json", "json [1]", "json {\"command\"", "json sofia.status"})
        EXPECT_THAT(run(line), StartsWith("-USAGE: json")) << line;
    EXPECT_THAT(run("json {}"), StartsWith("-ERR json command []"));
}

TEST_F(SofiaStatus, LeavesTheInformationOutOfAListButNotOfPresence) {
    EXPECT_THAT(run("sofia status profile internal reg"), Not(HasSubstr("BIND-URL")));
    EXPECT_THAT(run("sofia status profile internal pres x"), HasSubstr("BIND-URL"));
}

TEST_F(SofiaStatus, RefusesWhatItDoesNotKnow) {
    for (const auto* verb : {"sofia status ", "sofia xmlstatus "}) {
        const std::string begin(verb);
        EXPECT_EQ(run(begin + "profile nosuch"), "Invalid Profile!\n");
        EXPECT_EQ(run(begin + "profile internal bogus"), "Invalid Syntax!\n");
        EXPECT_EQ(run(begin + "profile internal user"), "Invalid Syntax!\n");
        EXPECT_EQ(run(begin + "profile"), "Invalid Syntax!\n");
        EXPECT_EQ(run(begin + "bogus"), "Invalid Syntax!\n");
        EXPECT_EQ(run(begin + "gateway nosuch"), "Invalid Gateway!\n");
    }
}

TEST_F(SofiaStatus, ShowsAnEmptyGatewayTable) {
    EXPECT_EQ(run("sofia status gateway"),
              "    Profile::Gateway-Name\t                        Data    \tState\tPing Time\tIB "
              "Calls(F/T)\tOB Calls(F/T)\n" +
                  kRule + '\n' + kRule +
                  "\n0 gateways: Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0\n");
    EXPECT_EQ(run("sofia xmlstatus gateway"),
              "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<gateways>\n</gateways>\n");
}

TEST_F(SofiaStatus, IsWellFormedXmlOnRequest) {
    bind({samples::registration(0)});
    EXPECT_THAT(run("sofia xmlstatus"), HasSubstr("<profile>\n<name>internal</name>\n"));
    EXPECT_THAT(run("sofia xmlstatus profile internal"),
                StartsWith("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profile>\n"
                           "  <profile-info>\n    <name>internal</name>\n"));
    const auto list = run("sofia xmlstatus profile internal reg");
    EXPECT_THAT(list,
                StartsWith("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profile>\n"
                           "  <registrations>\n    <registration>\n"
                           "        <call-id>1-3845@127.0.0.20</call-id>\n"));
    EXPECT_THAT(list, testing::EndsWith("  </registrations>\n</profile>\n"));
}

TEST_F(SofiaStatus, IsTheJsonOfTheTranscriptOnRequest) {
    start_office();
    profiles_.stop("internal");
    profiles_.stop("external");
    endpoints_.clear();
    context_.facts.database = "sofia_reg_internal";
    const std::string info =
        "\t\t\t\t\"auto-nat\":\t\"false\",\n"
        "\t\t\t\t\"db-name\":\t\"sofia_reg_internal\",\n"
        "\t\t\t\t\"pres-hosts\":\t\"\",\n"
        "\t\t\t\t\"dialplan\":\t\"XML\",\n"
        "\t\t\t\t\"context\":\t\"public\",\n"
        "\t\t\t\t\"challenge-realm\":\t\"auto_from\",\n"
        "\t\t\t\t\"rtp-ip\":\t[\"127.0.0.10\"],\n"
        "\t\t\t\t\"sip-ip\":\t\"127.0.0.10\",\n"
        "\t\t\t\t\"ext-sip-ip\":\t\"\",\n"
        "\t\t\t\t\"url\":\t\"sip:mod_sofia@127.0.0.10:5070\",\n"
        "\t\t\t\t\"bind-url\":\t\"sip:mod_sofia@127.0.0.10:5070\",\n"
        "\t\t\t\t\"hold-music\":\t\"\",\n"
        "\t\t\t\t\"outbound-proxy\":\t\"N/A\"\n"
        "\t\t\t}\n";
    EXPECT_EQ(run("sofia jsonstatus"),
              "{\n"
              "\t\"profiles\":\t{\n"
              "\t\t\"127.0.0.10\":\t{\n"
              "\t\t\t\"status\":\t{\n"
              "\t\t\t\t\"type\":\t\"alias\",\n"
              "\t\t\t\t\"data\":\t\"office\",\n"
              "\t\t\t\t\"state\":\t\"ALIASED\"\n"
              "\t\t\t},\n"
              "\t\t\t\"info\":\t{\n"
              "\t\t\t\t\"domain-name\":\t\"N/A\",\n"
              "\t\t\t\t\"alias-of\":\t\"office\",\n" +
                  info +
                  "\t\t},\n"
                  "\t\t\"office\":\t{\n"
                  "\t\t\t\"status\":\t{\n"
                  "\t\t\t\t\"type\":\t\"profile\",\n"
                  "\t\t\t\t\"state\":\t\"RUNNING\",\n"
                  "\t\t\t\t\"in-use\":\t0,\n"
                  "\t\t\t\t\"data\":\t\"sip:mod_sofia@127.0.0.10:5070\"\n"
                  "\t\t\t},\n"
                  "\t\t\t\"info\":\t{\n"
                  "\t\t\t\t\"domain-name\":\t\"N/A\",\n" +
                  info + "\t\t}\n\t}\n}\n");
}

}  // namespace
}  // namespace sofia::commands
