#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/uuid.hpp"
#include "dialplan/route.hpp"
#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Sections : public testing::Test {
  protected:
    const Configuration& load() {
        auto loaded = tree_.load();
        EXPECT_TRUE(loaded.has_value()) << loaded.error().text;
        configuration_ = loaded ? loaded->configuration : std::make_shared<Configuration>();
        return *configuration_;
    }

    test::ConfigTree tree_;
    std::shared_ptr<const Configuration> configuration_;
};

TEST_F(Sections, HaveDefaultsWhenTheyAreMissing) {
    tree_.write("sofia.xml", "<document/>");
    const auto& loaded = load();
    EXPECT_THAT(loaded.profiles, IsEmpty());
    EXPECT_EQ(loaded.event_socket.ip, "127.0.0.1");
    EXPECT_EQ(loaded.event_socket.port, 8021);
    EXPECT_EQ(loaded.event_socket.password, "ClueCon");
    EXPECT_THAT(loaded.event_socket.acl, ElementsAre("loopback.auto"));
    EXPECT_EQ(loaded.switch_options.max_sessions, 1000u);
    EXPECT_EQ(loaded.globals.at("domain"), "192.0.2.10");
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("sofia.xml:1: there is no configuration 'sofia.conf', so no profile"));
}

TEST_F(Sections, OfUnknownModulesAreNotLookedAt) {
    tree_.write("freeswitch.xml",
                "<document><section name=\"configuration\">"
                "<configuration name=\"sofia.conf\"/>"
                "<configuration name=\"voicemail.conf\"><settings><param name=\"x\" value=\"y\"/>"
                "</settings></configuration></section>"
                "<section name=\"languages\"><language name=\"en\"/></section></document>");
    load();
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(Sections, EventSocketAndSwitchAreRead) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"/>"
        "<configuration name=\"event_socket.conf\"><settings>"
        "<param name=\"listen-ip\" value=\"::\"/><param name=\"listen-port\" value=\"8022\"/>"
        "<param name=\"password\" value=\"s3cret\"/>"
        "<param name=\"apply-inbound-acl\" value=\"lan\"/><param name=\"nat-map\" value=\"false\"/>"
        "</settings></configuration>"
        "<configuration name=\"acl.conf\"><network-lists><list name=\"lan\" default=\"deny\">"
        "<node type=\"allow\" host=\"10.0.0.0\" mask=\"255.0.0.0\"/></list></network-lists>"
        "</configuration>"
        "<configuration name=\"switch.conf\"><settings>"
        "<param name=\"switchname\" value=\"pair-1\"/><param name=\"max-sessions\" value=\"5\"/>"
        "<param name=\"sessions-per-second\" value=\"7\"/><param name=\"rtp-start-port\" "
        "value=\"1\"/>"
        "</settings></configuration>");
    const auto& loaded = load();
    EXPECT_EQ(loaded.event_socket.ip, "::");
    EXPECT_EQ(loaded.event_socket.port, 8022);
    EXPECT_EQ(loaded.event_socket.password, "s3cret");
    EXPECT_THAT(loaded.event_socket.acl, ElementsAre("lan"));
    EXPECT_TRUE(loaded.acl.check("lan", "10.1.2.3").allowed);
    EXPECT_EQ(loaded.switch_options.switchname, "pair-1");
    EXPECT_EQ(loaded.switch_options.max_sessions, 5u);
    EXPECT_EQ(loaded.switch_options.sessions_per_second, 7u);
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(Sections, WhatChangesNothingOfTheEventSocketIsWarnedAbout) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"/>"
        "<configuration name=\"event_socket.conf\"><settings>"
        "<param name=\"debug\" value=\"0\"/><param name=\"stop-on-bind-error\" value=\"true\"/>"
        "<param name=\"nat-map\" value=\"true\"/>"
        "<param name=\"stop-on-bind-error\" value=\"false\"/>"
        "<param name=\"listen-prot\" value=\"8022\"/></settings></configuration>");
    load();
    EXPECT_THAT(tree_.warnings(),
                ElementsAre(testing::HasSubstr("'nat-map' is not heeded"),
                            testing::HasSubstr("'stop-on-bind-error' is true in any case"),
                            testing::HasSubstr("'listen-prot' is unknown")));
}

TEST_F(Sections, PortsOfANodeAreReadAndCountWhenAsked) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"/><configuration name=\"acl.conf\"><network-lists>"
        "<list name=\"l\" default=\"deny\">\n"
        "<node type=\"allow\" cidr=\"10.0.0.0/8\" ports=\"5060,5062\"/>"
        "<node type=\"allow\" cidr=\"10.9.0.0/16\" port-min=\"6000\" port-max=\"6010\"/>"
        "</list></network-lists></configuration>");
    const auto& loaded = load();
    EXPECT_TRUE(loaded.acl.check("l", "10.1.2.3", 5062).allowed);
    EXPECT_FALSE(loaded.acl.check("l", "10.1.2.3", 5061).allowed);
    EXPECT_TRUE(loaded.acl.check("l", "10.9.2.3", 6010).allowed);
    EXPECT_FALSE(loaded.acl.check("l", "10.1.2.3").allowed);
}

TEST_F(Sections, APortThatCannotBeIsAnError) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"/><configuration name=\"acl.conf\"><network-lists>"
        "<list name=\"l\"><node type=\"allow\" cidr=\"10.0.0.0/8\" ports=\"sip\"/></list>"
        "</network-lists></configuration>");
    EXPECT_THAT(tree_.load().error().text, testing::HasSubstr("ports from 1 to 65535"));
}

TEST_F(Sections, WithoutAskingNodesWithPortsLetNobodyInAndKeepOutEverybody) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"/><configuration name=\"acl.conf\"><network-lists>"
        "<list name=\"l\" default=\"deny\">\n"
        "<node type=\"allow\" cidr=\"10.0.0.0/8\" ports=\"5060\"/></list>"
        "<list name=\"m\" default=\"allow\"><node type=\"deny\" cidr=\"10.0.0.0/8\" "
        "port-min=\"1\"/>"
        "</list></network-lists></configuration>");
    const auto& loaded = load();
    EXPECT_FALSE(loaded.acl.check("l", "10.1.2.3").allowed);
    EXPECT_FALSE(loaded.acl.check("m", "10.1.2.3").allowed);
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:2: acl list 'l': ports of a node count only with "
                            "use-port-for-acl-check; without it the node lets nobody in",
                            "freeswitch.xml:2: acl list 'm': ports of a node count only with "
                            "use-port-for-acl-check; without it the node denies every port"));
}

TEST_F(Sections, MachinesNetworksAreLocal) {
    tree_.sections("<configuration name=\"sofia.conf\"/>");
    EXPECT_TRUE(load().acl.check("localnet.auto", "192.0.2.99").allowed);
    EXPECT_FALSE(configuration_->acl.check("localnet.auto", "127.0.0.1").allowed);
}

TEST_F(Sections, ProfilesHaveAliasesGatewaysAndDomains) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"><global_settings>"
        "<param name=\"log-level\" value=\"0\"/></global_settings><profiles>"
        "<profile name=\"internal\" domain=\"example.com\">"
        "<aliases><alias name=\"default\"/><alias name=\"external\"/></aliases>"
        "<domains><domain name=\"all\" alias=\"true\" parse=\"true\"/></domains>"
        "<gateways><gateway name=\"gw\"><param name=\"register\" value=\"false\"/>"
        "<param name=\"proxy\" value=\"sip.example.net\"/><param name=\"retry-seconds\" "
        "value=\"1\"/>"
        "<param name=\"ping\" value=\"0\"/>"
        "<variables><variable name=\"i\" value=\"1\" direction=\"inbound\"/>"
        "<variable name=\"o\" value=\"2\" direction=\"outbound\"/><variable name=\"b\" "
        "value=\"3\"/>"
        "</variables></gateway></gateways></profile>"
        "<profile name=\"external\"><gateways><gateway name=\"gw\">"
        "<param name=\"register\" value=\"no\"/></gateway></gateways></profile>"
        "</profiles></configuration>",
        "<domain name=\"d1\"><users><user id=\"1\"><gateways><gateway name=\"of-user\">"
        "<param name=\"username\" value=\"u\"/><param name=\"password\" value=\"p\"/></gateway>"
        "</gateways></user></users></domain><domain name=\"d2\"/>");
    const auto& internal = load().profiles.at(0);
    EXPECT_EQ(internal.domain, "example.com");
    EXPECT_THAT(internal.aliases, ElementsAre("default", "d1", "d2"));
    ASSERT_EQ(internal.gateways.size(), 2u);
    EXPECT_EQ(internal.gateways[0].params.at("proxy"), "sip.example.net");
    EXPECT_EQ(internal.gateways[0].params.at("retry-seconds"), "5");
    EXPECT_EQ(internal.gateways[0].params.at("ping"), "0");
    EXPECT_EQ(internal.gateways[0].inbound_variables.size(), 2u);
    EXPECT_EQ(internal.gateways[0].outbound_variables.size(), 2u);
    EXPECT_EQ(internal.gateways[1].name, "of-user");
    EXPECT_THAT(configuration_->profiles.at(1).gateways, IsEmpty());
    EXPECT_EQ(configuration_->global_settings.at("log-level"), "0");
    const auto warnings = tree_.warnings();
    EXPECT_EQ(warnings.size(), 3u);
    EXPECT_THAT(warnings,
                Contains("freeswitch.xml:1: profile 'internal': alias 'external' is taken at "
                         "freeswitch.xml:1; it is left out"));
    EXPECT_THAT(warnings,
                Contains("freeswitch.xml:1: profile 'external': gateway 'gw' is defined at "
                         "freeswitch.xml:1 already; this one is left out"));
}

TEST_F(Sections, StrangersInAProfileAreWarnedAbout) {
    tree_.profile("<setings/>");
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: profile 'internal': <setings> is unknown; expected "
                            "aliases, gateways, domains or settings"));
}

TEST_F(Sections, DialplanIsReadIntoConditions) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"/>",
        "",
        "<context name=\"default\"><extension name=\"e\" continue=\"true\">"
        "<condition field=\"destination_number\" break=\"never\" hour=\"0-23\">"
        "<expression>^(10..)$</expression>"
        "<action application=\"set\" data=\"a=$1\" inline=\"true\"/>"
        "<action application=\"log\" loop=\"2\">text body</action>"
        "<anti-action application=\"hangup\"/>"
        "<condition regex=\"xor\" require-nested=\"false\">"
        "<regex field=\"a\" expression=\"1\"/><regex field=\"b\" expression=\"2\"/></condition>"
        "</condition></extension></context>");
    const auto* context = load().dialplan.find("default");
    ASSERT_NE(context, nullptr);
    const auto& extension = context->extensions.at(0);
    EXPECT_TRUE(extension.go_on);
    const auto& condition = extension.conditions.at(0);
    EXPECT_EQ(condition.break_when, dialplan::Break::Never);
    EXPECT_FALSE(condition.time.empty());
    EXPECT_EQ(condition.tests.at(0).pattern.text(), "^(10..)$");
    EXPECT_TRUE(condition.actions.at(0).run_inline);
    EXPECT_EQ(condition.actions.at(1).action.data, "text body");
    EXPECT_EQ(condition.actions.at(1).loop, 2);
    EXPECT_EQ(condition.anti_actions.size(), 1u);
    EXPECT_EQ(condition.nested.at(0).rule, dialplan::Rule::One);
    EXPECT_FALSE(condition.nested.at(0).require_nested);
    EXPECT_EQ(condition.nested.at(0).tests.size(), 2u);
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(Sections, DialplanOdditiesAreWarnedAbout) {
    tree_.sections("<configuration name=\"sofia.conf\"/>",
                   "",
                   "<context name=\"c\"><extension><condition break=\"sometimes\" regex=\"most\">"
                   "<action/><action application=\"answer\" inline=\"true\"/></condition>"
                   "</extension></context><context name=\"c\"/>");
    EXPECT_THAT(
        tree_.warnings(),
        ElementsAre("freeswitch.xml:1: context 'c', extension '_anon_': attribute 'break': "
                    "'sometimes' is unknown and counts as on-false",
                    "freeswitch.xml:1: context 'c', extension '_anon_': attribute 'regex': "
                    "'most' is unknown and counts as any",
                    "freeswitch.xml:1: context 'c', extension '_anon_': <action> names no "
                    "application and is left out",
                    "freeswitch.xml:1: context 'c', extension '_anon_': 'answer' cannot "
                    "run inline and runs with the other actions",
                    "freeswitch.xml:1: context 'c' is there already; this one is not used"));
}

TEST_F(Sections, TheCaptureServerIsReadAndChecked) {
    const auto with = [&](const std::string& value) {
        tree_.sections(
            "<configuration name=\"sofia.conf\"><global_settings><param name=\"capture-server\" "
            "value=\"" +
            value + "\"/></global_settings></configuration>");
        return tree_.load();
    };
    EXPECT_EQ(with("udp:192.0.2.9:9060;hep=3;capture_id=7")->configuration->capture_server,
              (sip::CaptureServer{"192.0.2.9", 9060, 7}));
    EXPECT_THAT(tree_.warnings(), IsEmpty());
    EXPECT_EQ(with("")->configuration->capture_server, std::nullopt);
    EXPECT_THAT(
        with("tcp:homer:9060").error().text,
        testing::HasSubstr("freeswitch.xml:1: global_settings: parameter 'capture-server': "
                           "'tcp:homer:9060' is not possible; expected udp:IP:PORT, which ;hep=3 "
                           "and ;capture_id=NUMBER may follow"));
}

TEST_F(Sections, GlobalSettingsThatAreNotSupportedAreWarnedAbout) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"><global_settings>"
        "<param name=\"auto-restart\" value=\"false\"/>"
        "<param name=\"stir-shaken-vs-require-date\" value=\"true\"/>"
        "<param name=\"sip-port\" value=\"5070\"/>"
        "<param name=\"frobnicate\" value=\"1\"/></global_settings></configuration>");
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: global_settings: parameter "
                            "'stir-shaken-vs-require-date' changes nothing: no caller's identity "
                            "is signed or verified",
                            "freeswitch.xml:1: global_settings: parameter 'sip-port' changes "
                            "nothing: it belongs to a profile",
                            "freeswitch.xml:1: global_settings: parameter 'frobnicate' is unknown "
                            "and changes nothing"));
}

TEST(Host, KnowsItsNameAndLoopback) {
    const auto host = probe_host();
    EXPECT_FALSE(host.name.empty());
    EXPECT_FALSE(host.main_ipv4.empty());
    EXPECT_TRUE(model::Network::parse(host.main_ipv4).has_value());
    EXPECT_EQ(host.address_of("lo", false), "127.0.0.1");
    EXPECT_EQ(host.address_of("no-such-interface", false), "");
    EXPECT_EQ(host.core_uuid, base::process_uuid()) << "reading again starts no other process";
}

}  // namespace
}  // namespace sofia::config
