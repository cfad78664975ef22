#include "commands/profile_view.hpp"

#include <gtest/gtest.h>

#include "commands/json_text.hpp"
#include "unit/commands/samples.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

const std::vector<StatusRow> kRows{
    {"127.0.0.10", "alias", "internal", "ALIASED"},
    {"internal", "profile", "sip:mod_sofia@127.0.0.10:5070", "RUNNING (0)"}};

TEST(StatusTable, HasTheColumnsThatScriptsCut) {
    EXPECT_EQ(
        status_table(kRows),
        "                     Name\t   Type\t                                      Data\tState\n"
        "=================================================================================="
        "===============\n"
        "               127.0.0.10\t  alias\t                                  internal\tALIASED\n"
        "                 internal\tprofile\t             sip:mod_sofia@127.0.0.10:5070\t"
        "RUNNING (0)\n"
        "=================================================================================="
        "===============\n"
        "1 profile 1 alias\n");
}

TEST(StatusTable, CountsNothingInThePlural) {
    const auto table = status_table({});
    EXPECT_NE(table.find("\n0 profiles 0 aliases\n"), std::string::npos) << table;
}

TEST(StatusXml, HasOneElementALine) {
    EXPECT_EQ(status_xml(kRows),
              "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
              "<profiles>\n"
              "<alias>\n"
              "<name>127.0.0.10</name>\n"
              "<type>alias</type>\n"
              "<data>internal</data>\n"
              "<state>ALIASED</state>\n"
              "</alias>\n"
              "<profile>\n"
              "<name>internal</name>\n"
              "<type>profile</type>\n"
              "<data>sip:mod_sofia@127.0.0.10:5070</data>\n"
              "<state>RUNNING (0)</state>\n"
              "</profile>\n"
              "</profiles>\n");
}

TEST(ProfileText, IsTheBlockOfTheTranscript) {
    auto profile = samples::internal_profile();
    profile.counters.calls_in = 1;
    profile.counters.calls_out = 1;
    profile.registrations = 3;
    EXPECT_EQ(profile_text(profile),
              "=================================================================================="
              "===============\n"
              "Name             \tinternal\n"
              "Domain Name      \tN/A\n"
              "Auto-NAT         \tfalse\n"
              "DBName           \tsofia_reg_internal\n"
              "Pres Hosts       \t\n"
              "Dialplan         \tXML\n"
              "Context          \tpublic\n"
              "Challenge Realm  \tauto_from\n"
              "RTP-IP           \t127.0.0.10\n"
              "SIP-IP           \t127.0.0.10\n"
              "URL              \tsip:mod_sofia@127.0.0.10:5070\n"
              "BIND-URL         \tsip:mod_sofia@127.0.0.10:5070;transport=udp,tcp\n"
              "HOLD-MUSIC       \tN/A\n"
              "OUTBOUND-PROXY   \tN/A\n"
              "CODECS IN        \tPCMU\n"
              "CODECS OUT       \tPCMU\n"
              "TEL-EVENT        \t101\n"
              "DTMF-MODE        \trfc2833\n"
              "CNG              \t13\n"
              "SESSION-TO       \t0\n"
              "MAX-DIALOG       \t0\n"
              "MAX-RECV-RPS     \t0\n"
              "NOMEDIA          \ttrue\n"
              "LATE-NEG         \tfalse\n"
              "PROXY-MEDIA      \tfalse\n"
              "AGGRESSIVENAT    \tfalse\n"
              "CALLS-IN         \t1\n"
              "FAILED-CALLS-IN  \t0\n"
              "CALLS-OUT        \t1\n"
              "FAILED-CALLS-OUT \t0\n"
              "REGISTRATIONS    \t3\n");
}

TEST(ProfileText, ShowsWhatOnlySomeProfilesHave) {
    auto settings = samples::internal_settings();
    settings->domain = "example.com";
    settings->address.rtp_ip = {"10.0.0.1", "10.0.0.2"};
    settings->address.ext_sip_ip = "203.0.113.1";
    settings->registrar.user_agent_filter = "Acme";
    settings->registrar.max_registrations_per_extension = 2;
    settings->params["hold-music"] = "silence";
    auto profile = samples::internal_profile();
    profile.settings = settings;
    profile.alias = "10.0.0.1";
    const auto text = profile_text(profile);
    for (const auto* row : {"Domain Name      \texample.com\n",
                            "Alias Of         \tinternal\n",
                            "RTP-IP           \t10.0.0.1\nRTP-IP           \t10.0.0.2\n",
                            "Ext-SIP-IP       \t203.0.113.1\n",
                            "HOLD-MUSIC       \tsilence\n",
                            "USER-AGENT-FILTER\tAcme\n",
                            "MAX-REG-PEREXT   \t2\n"})
        EXPECT_NE(text.find(row), std::string::npos) << row;
}

TEST(ProfileText, SaysWhichCodecsAreTakenAndWhenTheyAreJudged) {
    auto settings = samples::internal_settings();
    settings->media = {};
    settings->media.inbound = {{"PCMU", 0, 0, 0}, {"opus", 48000, 20, 0}};
    settings->media.bypass = true;
    auto profile = samples::internal_profile();
    profile.settings = settings;
    const auto text = profile_text(profile);
    for (const auto* row : {"CODECS IN        \tPCMU,opus@48000h@20i\n",
                            "CODECS OUT       \tany\n",
                            "NOMEDIA          \ttrue\n",
                            "LATE-NEG         \ttrue\n"})
        EXPECT_NE(text.find(row), std::string::npos) << row;
}

TEST(ProfileXml, HasTheElementsOfTheTranscriptInTheirOrder) {
    auto profile = samples::internal_profile();
    profile.registrations = 3;
    EXPECT_EQ(profile_xml(profile),
              "  <profile-info>\n"
              "    <name>internal</name>\n"
              "    <domain-name>N/A</domain-name>\n"
              "    <auto-nat>false</auto-nat>\n"
              "    <db-name>sofia_reg_internal</db-name>\n"
              "    <pres-hosts></pres-hosts>\n"
              "    <dialplan>XML</dialplan>\n"
              "    <context>public</context>\n"
              "    <challenge-realm>auto_from</challenge-realm>\n"
              "    <rtp-ip>127.0.0.10</rtp-ip>\n"
              "    <sip-ip>127.0.0.10</sip-ip>\n"
              "    <url>sip:mod_sofia@127.0.0.10:5070</url>\n"
              "    <bind-url>sip:mod_sofia@127.0.0.10:5070;transport=udp,tcp</bind-url>\n"
              "    <hold-music>N/A</hold-music>\n"
              "    <outbound-proxy>N/A</outbound-proxy>\n"
              "    <inbound-codecs>PCMU</inbound-codecs>\n"
              "    <outbound-codecs>PCMU</outbound-codecs>\n"
              "    <tel-event>101</tel-event>\n"
              "    <dtmf-mode>rfc2833</dtmf-mode>\n"
              "    <cng>13</cng>\n"
              "    <session-to>0</session-to>\n"
              "    <max-dialog>0</max-dialog>\n"
              "    <max-recv-rps>0</max-recv-rps>\n"
              "    <nomedia>true</nomedia>\n"
              "    <late-neg>false</late-neg>\n"
              "    <proxy-media>false</proxy-media>\n"
              "    <aggressive-nat>false</aggressive-nat>\n"
              "    <calls-in>0</calls-in>\n"
              "    <calls-out>0</calls-out>\n"
              "    <failed-calls-in>0</failed-calls-in>\n"
              "    <failed-calls-out>0</failed-calls-out>\n"
              "    <registrations>3</registrations>\n"
              "  </profile-info>\n");
}

TEST(ProfileJson, HasTheMembersOfTheTranscriptInTheirOrder) {
    auto profile = samples::internal_profile();
    profile.alias = "127.0.0.10";
    EXPECT_EQ(tabbed_json(profile_json(profile)),
              "{\n"
              "\t\"domain-name\":\t\"N/A\",\n"
              "\t\"alias-of\":\t\"internal\",\n"
              "\t\"auto-nat\":\t\"false\",\n"
              "\t\"db-name\":\t\"sofia_reg_internal\",\n"
              "\t\"pres-hosts\":\t\"\",\n"
              "\t\"dialplan\":\t\"XML\",\n"
              "\t\"context\":\t\"public\",\n"
              "\t\"challenge-realm\":\t\"auto_from\",\n"
              "\t\"rtp-ip\":\t[\"127.0.0.10\"],\n"
              "\t\"sip-ip\":\t\"127.0.0.10\",\n"
              "\t\"ext-sip-ip\":\t\"\",\n"
              "\t\"url\":\t\"sip:mod_sofia@127.0.0.10:5070\",\n"
              "\t\"bind-url\":\t\"sip:mod_sofia@127.0.0.10:5070;transport=udp,tcp\",\n"
              "\t\"hold-music\":\t\"\",\n"
              "\t\"outbound-proxy\":\t\"N/A\"\n"
              "}");
}

}  // namespace
}  // namespace sofia::commands
