// A tree in the layout and with the parameters that migrating users bring along. It must load, do
// what it says where this node can, and warn about nothing but what it really does not do.

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialplan/route.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kRoot = R"(<?xml version="1.0"?>
<document type="freeswitch/xml">
  <!--#comment this is a comment -->
  <X-PRE-PROCESS cmd="include" data="vars.xml"/>
  <section name="configuration" description="Various Configuration">
    <X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>
  </section>
  <section name="dialplan" description="Regex/XML Dialplan">
    <X-PRE-PROCESS cmd="include" data="dialplan/*.xml"/>
  </section>
  <section name="chatplan" description="Regex/XML Chatplan">
    <X-PRE-PROCESS cmd="include" data="chatplan/*.xml"/>
  </section>
  <section name="directory" description="User Directory">
    <X-PRE-PROCESS cmd="include" data="directory/*.xml"/>
  </section>
  <section name="languages" description="Language Management">
    <X-PRE-PROCESS cmd="include" data="lang/de/*.xml"/>
  </section>
</document>
)";

constexpr std::string_view kVars = R"(<include>
  <X-PRE-PROCESS cmd="set" data="default_password=1234"/>
  <X-PRE-PROCESS cmd="set" data="sound_prefix=$${sounds_dir}/en/us/callie"/>
  <X-PRE-PROCESS cmd="set" data="domain=$${local_ip_v4}"/>
  <X-PRE-PROCESS cmd="set" data="domain_name=$${domain}"/>
  <X-PRE-PROCESS cmd="set" data="hold_music=local_stream://moh"/>
  <X-PRE-PROCESS cmd="set" data="use_profile=external"/>
  <X-PRE-PROCESS cmd="set" data="global_codec_prefs=OPUS,G722,PCMU,PCMA,H264,VP8"/>
  <X-PRE-PROCESS cmd="set" data="outbound_codec_prefs=OPUS,G722,PCMU,PCMA,H264,VP8"/>
  <X-PRE-PROCESS cmd="stun-set" data="external_rtp_ip=stun:stun.example.org"/>
  <X-PRE-PROCESS cmd="stun-set" data="external_sip_ip=stun:stun.example.org"/>
  <X-PRE-PROCESS cmd="set" data="presence_privacy=false"/>
  <X-PRE-PROCESS cmd="set" data="sip_tls_version=tlsv1,tlsv1.1,tlsv1.2"/>
  <X-PRE-PROCESS cmd="set" data="sip_tls_ciphers=ALL:!ADH:!LOW:!EXP:!MD5:STRENGTH"/>
  <X-PRE-PROCESS cmd="set" data="internal_auth_calls=true"/>
  <X-PRE-PROCESS cmd="set" data="internal_sip_port=5060"/>
  <X-PRE-PROCESS cmd="set" data="internal_tls_port=5061"/>
  <X-PRE-PROCESS cmd="set" data="internal_ssl_enable=false"/>
  <X-PRE-PROCESS cmd="set" data="external_auth_calls=false"/>
  <X-PRE-PROCESS cmd="set" data="external_sip_port=5080"/>
  <X-PRE-PROCESS cmd="set" data="external_tls_port=5081"/>
  <X-PRE-PROCESS cmd="set" data="external_ssl_enable=false"/>
</include>
)";

constexpr std::string_view kInternal = R"(<profile name="internal">
  <aliases><!-- <alias name="default"/> --></aliases>
  <gateways></gateways>
  <domains>
    <domain name="all" alias="true" parse="false"/>
  </domains>
  <settings>
    <!--<param name="media-option" value="resume-media-on-hold"/> -->
    <param name="debug" value="0"/>
    <param name="sip-trace" value="no"/>
    <param name="sip-capture" value="no"/>
    <param name="watchdog-enabled" value="no"/>
    <param name="watchdog-step-timeout" value="30000"/>
    <param name="watchdog-event-timeout" value="30000"/>
    <param name="log-auth-failures" value="false"/>
    <param name="forward-unsolicited-mwi-notify" value="false"/>
    <param name="context" value="public"/>
    <param name="rfc2833-pt" value="101"/>
    <param name="sip-port" value="$${internal_sip_port}"/>
    <param name="dialplan" value="XML"/>
    <param name="dtmf-duration" value="2000"/>
    <param name="inbound-codec-prefs" value="$${global_codec_prefs}"/>
    <param name="outbound-codec-prefs" value="$${global_codec_prefs}"/>
    <param name="rtp-timer-name" value="soft"/>
    <param name="rtp-ip" value="$${local_ip_v4}"/>
    <param name="sip-ip" value="$${local_ip_v4}"/>
    <param name="hold-music" value="$${hold_music}"/>
    <param name="apply-nat-acl" value="nat.auto"/>
    <param name="apply-inbound-acl" value="domains"/>
    <param name="local-network-acl" value="localnet.auto"/>
    <param name="record-path" value="$${recordings_dir}"/>
    <param name="record-template" value="${caller_id_number}.wav"/>
    <param name="manage-presence" value="true"/>
    <param name="presence-hosts" value="$${domain},$${local_ip_v4}"/>
    <param name="presence-privacy" value="$${presence_privacy}"/>
    <param name="inbound-codec-negotiation" value="generous"/>
    <param name="tls" value="$${internal_ssl_enable}"/>
    <param name="tls-only" value="false"/>
    <param name="tls-bind-params" value="transport=tls"/>
    <param name="tls-sip-port" value="$${internal_tls_port}"/>
    <param name="tls-passphrase" value=""/>
    <param name="tls-verify-date" value="true"/>
    <param name="tls-verify-policy" value="none"/>
    <param name="tls-verify-depth" value="2"/>
    <param name="tls-verify-in-subjects" value=""/>
    <param name="tls-version" value="$${sip_tls_version}"/>
    <param name="tls-ciphers" value="$${sip_tls_ciphers}"/>
    <param name="inbound-late-negotiation" value="true"/>
    <param name="nonce-ttl" value="60"/>
    <param name="auth-calls" value="$${internal_auth_calls}"/>
    <param name="inbound-reg-force-matching-username" value="true"/>
    <param name="auth-all-packets" value="false"/>
    <param name="ext-rtp-ip" value="$${external_rtp_ip}"/>
    <param name="ext-sip-ip" value="$${external_sip_ip}"/>
    <param name="rtp-timeout-sec" value="300"/>
    <param name="rtp-hold-timeout-sec" value="1800"/>
    <param name="force-register-domain" value="$${domain}"/>
    <param name="force-subscription-domain" value="$${domain}"/>
    <param name="force-register-db-domain" value="$${domain}"/>
    <param name="challenge-realm" value="auto_from"/>
    <param name="multiple-registrations" value="contact"/>
    <param name="max-proceeding" value="1000"/>
    <param name="user-agent-string" value="Exchange 7"/>
    <param name="accept-blind-reg" value="false"/>
    <param name="enable-100rel" value="false"/>
    <param name="disable-transfer" value="false"/>
    <param name="timer-T1" value="500"/>
    <param name="timer-T2" value="4000"/>
    <param name="nat-options-ping" value="false"/>
    <param name="suppress-cng" value="true"/>
    <param name="track-calls" value="true"/>
  </settings>
</profile>
)";

constexpr std::string_view kExternal = R"(<profile name="external">
  <gateways><X-PRE-PROCESS cmd="include" data="external/*.xml"/></gateways>
  <aliases></aliases>
  <domains><domain name="all" alias="false" parse="true"/></domains>
  <settings>
    <param name="debug" value="0"/>
    <param name="shutdown-on-fail" value="true"/>
    <param name="sip-port" value="$${external_sip_port}"/>
    <param name="context" value="public"/>
    <param name="auth-calls" value="$${external_auth_calls}"/>
    <param name="rtp-ip" value="$${local_ip_v4}"/>
    <param name="sip-ip" value="$${local_ip_v4}"/>
    <param name="ext-sip-ip" value="auto-nat"/>
    <param name="manage-presence" value="false"/>
    <param name="hold-music" value="$${hold_music}"/>
  </settings>
</profile>
)";

constexpr std::string_view kGateway = R"(<include>
  <gateway name="carrier.example">
    <param name="username" value="joe"/>
    <param name="realm" value="asterlink.example"/>
    <param name="password" value="2007"/>
    <param name="expire-seconds" value="60"/>
    <param name="register" value="true"/>
    <param name="retry-seconds" value="30"/>
    <param name="caller-id-in-from" value="false"/>
    <param name="ping" value="25"/>
  </gateway>
</include>
)";

constexpr std::string_view kDirectory = R"(<include>
  <domain name="$${domain}">
    <params>
      <param name="dial-string" value="{^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@${dialed_domain}}${sofia_contact(*/${dialed_user}@${dialed_domain})}"/>
      <param name="jsonrpc-allowed-methods" value="verto"/>
    </params>
    <variables>
      <variable name="record_stereo" value="true"/>
      <variable name="default_gateway" value="carrier.example"/>
    </variables>
    <groups>
      <group name="default">
        <users><X-PRE-PROCESS cmd="include" data="default/*.xml"/></users>
      </group>
      <group name="sales">
        <users><user id="1000" type="pointer"/></users>
      </group>
    </groups>
  </domain>
</include>
)";

constexpr std::string_view kUser = R"(<include>
  <user id="1000">
    <params>
      <param name="password" value="$${default_password}"/>
      <param name="vm-password" value="1000"/>
    </params>
    <variables>
      <variable name="toll_allow" value="domestic,international,local"/>
      <variable name="user_context" value="default"/>
    </variables>
  </user>
</include>
)";

constexpr std::string_view kDialplan = R"(<include>
  <context name="default">
    <extension name="unloop">
      <condition field="${unroll_loops}" expression="^true$"/>
      <condition field="${sip_looped_call}" expression="^true$">
        <action application="deflect" data="${destination_number}"/>
      </condition>
    </extension>
    <extension name="tod_example" continue="true">
      <condition wday="2-6" hour="9-18">
        <action application="set" data="open=true"/>
      </condition>
    </extension>
    <extension name="global" continue="true">
      <condition field="${call_debug}" expression="^true$" break="never">
        <action application="info"/>
      </condition>
      <condition field="${default_password}" expression="^1234$" break="never">
        <action application="log" data="CRIT change default_password"/>
      </condition>
      <condition>
        <action application="hash" data="insert/${domain_name}-spymap/${caller_id_number}/${uuid}"/>
      </condition>
    </extension>
    <extension name="Local_Extension">
      <condition field="destination_number" expression="^(10[01][0-9])$">
        <action application="export" data="dialed_extension=$1"/>
        <action application="set" data="call_timeout=30"/>
        <action application="bridge" data="user/${dialed_extension}@${domain_name}"/>
      </condition>
    </extension>
    <X-PRE-PROCESS cmd="include" data="default/*.xml"/>
  </context>
</include>
)";

class VanillaLayout : public testing::Test {
  protected:
    VanillaLayout() {
        tree_.write("freeswitch.xml", kRoot)
            .write("vars.xml", kVars)
            .write("autoload_configs/sofia.conf.xml",
                   "<configuration name=\"sofia.conf\" description=\"sofia Endpoint\">\n"
                   "<global_settings>\n<param name=\"log-level\" value=\"0\"/>\n"
                   "<!-- <param name=\"abort-on-empty-external-ip\" value=\"true\"/> -->\n"
                   "<param name=\"debug-presence\" value=\"0\"/>\n</global_settings>\n<profiles>\n"
                   "<X-PRE-PROCESS cmd=\"include\" data=\"../sip_profiles/*.xml\"/>\n"
                   "</profiles>\n</configuration>\n")
            .write("autoload_configs/acl.conf.xml",
                   "<configuration name=\"acl.conf\"><network-lists>"
                   "<list name=\"lan\" default=\"allow\"><node type=\"deny\" "
                   "cidr=\"192.168.42.0/24\"/>"
                   "</list><list name=\"domains\" default=\"deny\">"
                   "<node type=\"allow\" domain=\"$${domain}\"/></list></network-lists>"
                   "</configuration>")
            .write("autoload_configs/conference.conf.xml",
                   "<configuration name=\"conference.conf\"><profiles><profile name=\"default\">"
                   "<param name=\"rate\" value=\"8000\"/></profile></profiles></configuration>")
            .write(
                "autoload_configs/event_socket.conf.xml",
                "<configuration name=\"event_socket.conf\"><settings>"
                "<param name=\"nat-map\" value=\"false\"/><param name=\"listen-ip\" value=\"::\"/>"
                "<param name=\"listen-port\" value=\"8021\"/>"
                "<param name=\"password\" value=\"ClueCon\"/></settings></configuration>")
            .write("sip_profiles/internal.xml", kInternal)
            .write("sip_profiles/external.xml", kExternal)
            .write("sip_profiles/external/carrier.xml", kGateway)
            .write("directory/default.xml", kDirectory)
            .write("directory/default/1000.xml", kUser)
            .write("dialplan/default.xml", kDialplan)
            .write("dialplan/default/00_empty.xml", "<include></include>")
            .write("chatplan/default.xml", "<include><context name=\"public\"/></include>")
            .write("lang/de/de.xml", "<include><language name=\"de\"/></include>");
    }

    test::ConfigTree tree_;
};

TEST_F(VanillaLayout, LoadsWithWhatItSays) {
    const auto loaded = tree_.load();
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text;
    const auto& configuration = *loaded->configuration;
    ASSERT_EQ(configuration.profiles.size(), 2u);
    const auto& external = configuration.profiles[0];
    const auto& internal = configuration.profiles[1];
    EXPECT_EQ(internal.params.size(), 63u);
    EXPECT_EQ(internal.address.sip_ip, "192.0.2.10");
    EXPECT_EQ(internal.registrar.multiple_registrations,
              model::ProfileRegistrar::Multiple::Contact);
    EXPECT_EQ(internal.calls.user_agent_string, "Exchange 7");
    EXPECT_TRUE(internal.calls.track_calls);
    EXPECT_FALSE(internal.registrar.log_auth_failures);
    EXPECT_THAT(internal.aliases, ElementsAre("192.0.2.10"));
    EXPECT_TRUE(external.shutdown_on_fail);
    ASSERT_EQ(external.gateways.size(), 1u);
    EXPECT_EQ(external.gateways[0].params.at("realm"), "asterlink.example");
    const auto* user = configuration.directory.find("1000", "192.0.2.10");
    ASSERT_NE(user, nullptr);
    EXPECT_EQ(user->param("password"), "1234");
    EXPECT_EQ(user->variable("default_gateway"), "carrier.example");
    EXPECT_THAT(configuration.directory.group("sales", "192.0.2.10"), ElementsAre("1000"));
}

TEST_F(VanillaLayout, WarnsOfWhatItDoesNotDoAndOfNothingElse) {
    EXPECT_THAT(
        tree_.warnings(),
        ElementsAre(
            HasSubstr("vars.xml:10: no STUN server is asked; 'external_rtp_ip' is 192.0.2.10"),
            HasSubstr("vars.xml:11: no STUN server is asked; 'external_sip_ip' is 192.0.2.10"),
            HasSubstr("sip_profiles/external.xml:15: profile 'external': parameter 'hold-music' "
                      "changes nothing: media goes from phone to phone, unseen by the node"),
            HasSubstr("sip_profiles/internal.xml:27: profile 'internal': parameter 'hold-music'"),
            HasSubstr("sip_profiles/internal.xml:31: profile 'internal': parameter 'record-path'"),
            HasSubstr("sip_profiles/internal.xml:32: profile 'internal': parameter "
                      "'record-template'"),
            HasSubstr("sip_profiles/internal.xml:55: profile 'internal': parameter "
                      "'rtp-timeout-sec'"),
            HasSubstr("sip_profiles/internal.xml:56: profile 'internal': parameter "
                      "'rtp-hold-timeout-sec'"),
            HasSubstr("application 'hash' is not available")));
}

TEST_F(VanillaLayout, RoutesALocalCall) {
    const auto loaded = tree_.load();
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text;
    dialplan::Facts facts;
    facts.scope.variable = [](std::string_view name) -> std::optional<std::string> {
        return name == "destination_number" ? std::optional<std::string>("1000") : std::nullopt;
    };
    facts.now = {2026, 11, 18, 14, 0, 0, {}, false};
    const auto routing = dialplan::route(loaded->configuration->dialplan, "default", facts);
    std::vector<std::string> applications;
    for (const auto& action : routing.actions)
        applications.push_back(action.application);
    EXPECT_THAT(applications, ElementsAre("set", "hash", "export", "set", "bridge"));
}

TEST_F(VanillaLayout, NamesTheFileOfAnErrorDeepInsideIt) {
    tree_.write("directory/default/1000.xml", "<include>\n  <user id=\"1000\">\n</include>");
    EXPECT_EQ(
        tree_.error(),
        "directory/default.xml:13: this is not well-formed XML: Start-end tags mismatch; <user> "
        "of directory/default/1000.xml:2 is still open");
    // The parser sees what is wrong only in the next file.
    for (const auto* text :
         {"<include>\n  <user id=\"1000/>\n</include>", "<include>\n  <user</include>"}) {
        tree_.write("directory/default/1000.xml", text);
        EXPECT_THAT(tree_.error(),
                    testing::StartsWith(
                        "directory/default/1000.xml:2: this is not well-formed XML: Error parsing"))
            << text;
        EXPECT_THAT(tree_.error(), testing::EndsWith("of the tag that begins here"));
    }
    tree_.write("directory/default/1000.xml",
                "<include>\n  <user id=\"1000\" cidr=\"x\"/>\n</include>");
    EXPECT_THAT(tree_.error(), testing::StartsWith("directory/default/1000.xml:2: "));
}

TEST_F(VanillaLayout, EitherLoadsOrSaysWhereWhenBytesAreDamaged) {
    std::mt19937 random(20261122);
    const std::string_view alphabet = "<>\"'/$${}!-[]= \n\0a9";
    int refused = 0;
    for (int round = 0; round < 60; ++round) {
        std::string damaged(round % 2 == 0 ? kInternal : kDialplan);
        for (int i = 0; i < 3; ++i)
            damaged[random() % damaged.size()] = alphabet[random() % alphabet.size()];
        tree_.write(round % 2 == 0 ? "sip_profiles/internal.xml" : "dialplan/default.xml", damaged);
        const auto error = tree_.error();
        refused += error.empty() ? 0 : 1;
        EXPECT_TRUE(error.empty() || error.find(".xml:") != std::string::npos) << error;
    }
    // Otherwise the damage would not reach anything.
    EXPECT_GT(refused, 5);
}

}  // namespace
}  // namespace sofia::config
