// One row for each input that cannot be: what stands in the file, and the whole message.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

struct BadInput {
    const char* what;
    const char* file;
    const char* message;
};

void PrintTo(const BadInput& bad, std::ostream* out) {
    *out << bad.what;
}

class BadSetting : public testing::TestWithParam<BadInput> {};

TEST_P(BadSetting, IsNamedWithItsPlaceAndWhatWasExpected) {
    test::ConfigTree tree;
    tree.write("freeswitch.xml",
               "<document type=\"freeswitch/xml\"><section name=\"configuration\">"
               "<configuration name=\"sofia.conf\"><profiles>\n"
               "<X-PRE-PROCESS cmd=\"include\" data=\"p.xml\"/></profiles></configuration>"
               "</section></document>");
    tree.write("p.xml",
               std::string("<include>\n<profile name=\"internal\">\n<settings>\n") +
                   GetParam().file + "\n</settings>\n</profile>\n</include>");
    EXPECT_EQ(tree.error(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Profile,
    BadSetting,
    testing::Values(
        BadInput{"port too large",
                 "<param name=\"sip-port\" value=\"99999\"/>",
                 "p.xml:4: profile 'internal': parameter 'sip-port': '99999' is not possible; "
                 "expected a port from 1 to 65535 or 'auto'"},
        BadInput{"port no number",
                 "\n<param name=\"ext-sip-port\" value=\"5060x\"/>",
                 "p.xml:5: profile 'internal': parameter 'ext-sip-port': '5060x' is not possible; "
                 "expected a port from 0 to 65535"},
        BadInput{"address",
                 "<param name=\"sip-ip\" value=\"10.0.0\"/>",
                 "p.xml:4: profile 'internal': parameter 'sip-ip': '10.0.0' is not possible; "
                 "expected an IPv4 or IPv6 address, 'auto' or 'interface:NAME'"},
        BadInput{"interface",
                 "<param name=\"rtp-ip\" value=\"interface:wlan9\"/>",
                 "p.xml:4: profile 'internal': parameter 'rtp-ip': 'interface:wlan9' is not "
                 "possible; expected 'interface:' and an interface that has an address; 'wlan9' "
                 "has none"},
        BadInput{"network as address",
                 "<param name=\"ext-sip-ip\" value=\"10.0.0.0/8\"/>",
                 "p.xml:4: profile 'internal': parameter 'ext-sip-ip': '10.0.0.0/8' is not "
                 "possible; expected an IPv4 or IPv6 address, 'auto', 'auto-nat', "
                 "'autonat:ADDRESS' or 'host:NAME'"},
        BadInput{"seconds",
                 "<param name=\"nonce-ttl\" value=\"soon\"/>",
                 "p.xml:4: profile 'internal': parameter 'nonce-ttl': 'soon' is not possible; "
                 "expected a number of seconds from 60 to 86400"},
        BadInput{"negative seconds",
                 "<param name=\"sip-force-expires\" value=\"-1\"/>",
                 "p.xml:4: profile 'internal': parameter 'sip-force-expires': '-1' is not "
                 "possible; expected a number of seconds from 0 to 2678400"},
        BadInput{"milliseconds",
                 "<param name=\"timer-T1\" value=\"0.5\"/>",
                 "p.xml:4: profile 'internal': parameter 'timer-T1': '0.5' is not possible; "
                 "expected a number of milliseconds from 1 to 60000"},
        BadInput{"count",
                 "<param name=\"max-proceeding\" value=\"many\"/>",
                 "p.xml:4: profile 'internal': parameter 'max-proceeding': 'many' is not possible; "
                 "expected a number from 0 to 1000000"},
        BadInput{
            "acl name",
            "<param name=\"apply-inbound-acl\" value=\"loopback.auto,friends\"/>",
            "p.xml:4: profile 'internal': parameter 'apply-inbound-acl': "
            "'loopback.auto,friends' is not possible; expected the name of an access list or a "
            "network; 'friends' is neither"},
        BadInput{"acl empty",
                 "<param name=\"apply-nat-acl\" value=\"\"/>",
                 "p.xml:4: profile 'internal': parameter 'apply-nat-acl': '' is not possible; "
                 "expected the name of an access list, a network or 'none'"},
        BadInput{"caller id",
                 "<param name=\"caller-id-type\" value=\"both\"/>",
                 "p.xml:4: profile 'internal': parameter 'caller-id-type': 'both' is not possible; "
                 "expected rpid, pid or none"},
        BadInput{"algorithm",
                 "<param name=\"rfc8760-auth-algorithms\" value=\"SHA-1\"/>",
                 "p.xml:4: profile 'internal': parameter 'rfc8760-auth-algorithms': 'SHA-1' is not "
                 "possible; expected a list of MD5, SHA-256 and SHA-512-256, separated by commas"},
        BadInput{"no algorithm",
                 "<param name=\"rfc8760-auth-algorithms\" value=\"\"/>",
                 "p.xml:4: profile 'internal': parameter 'rfc8760-auth-algorithms': '' is not "
                 "possible; expected at least one of MD5, SHA-256 and SHA-512-256"},
        BadInput{"filter",
                 "<param name=\"user-agent-filter\" value=\"(\"/>",
                 "p.xml:4: profile 'internal': parameter 'user-agent-filter': '(' is not possible; "
                 "expected a regular expression; '(' is not a regular expression: missing closing "
                 "parenthesis at character 2"},
        BadInput{"window",
                 "<param name=\"sip-force-expires-min\" value=\"90\"/>\n"
                 "<param name=\"sip-force-expires-max\" value=\"60\"/>",
                 "p.xml:2: profile 'internal': sip-force-expires-max 60 is less than "
                 "sip-force-expires-min 90"},
        BadInput{"expires window",
                 "<param name=\"sip-expires-min\" value=\"90000\"/>",
                 "p.xml:2: profile 'internal': sip-expires-max 86400 is less than sip-expires-min "
                 "90000"}));

class BadTree : public testing::TestWithParam<BadInput> {};

TEST_P(BadTree, IsNamedWithItsPlaceAndWhatWasExpected) {
    test::ConfigTree tree;
    tree.write("freeswitch.xml", GetParam().file);
    EXPECT_EQ(tree.error(), GetParam().message);
}

#define CONFIGURATION(text) \
    "<document><section name=\"configuration\">\n" text "\n</section></document>"
#define GATEWAY(text)                                                                        \
    CONFIGURATION(                                                                           \
        "<configuration name=\"sofia.conf\"><profiles><profile name=\"p\"><gateways>\n" text \
        "\n</gateways></profile></profiles></configuration>")
#define DIRECTORY(text) "<document><section name=\"directory\">\n" text "\n</section></document>"
#define DIALPLAN(text)                                                                       \
    "<document><section name=\"dialplan\"><context name=\"c\"><extension name=\"e\">\n" text \
    "\n</extension></context></section></document>"

INSTANTIATE_TEST_SUITE_P(
    Xml,
    BadTree,
    testing::Values(
        BadInput{"wrong end tag",
                 "<document>\n<section>\n</document>",
                 "freeswitch.xml:3: this is not well-formed XML: Start-end tags mismatch; "
                 "<section> of freeswitch.xml:2 is still open"},
        BadInput{"no document",
                 "<include></include>",
                 "freeswitch.xml:1: this is not well-formed XML: No document element found"},
        BadInput{"another root",
                 "\n<configuration/>",
                 "freeswitch.xml:2: the root is <configuration>; expected <document "
                 "type=\"freeswitch/xml\">"}));

INSTANTIATE_TEST_SUITE_P(
    Profiles,
    BadTree,
    testing::Values(
        BadInput{"no name",
                 CONFIGURATION("<configuration name=\"sofia.conf\"><profiles>\n<profile/>\n"
                               "</profiles></configuration>"),
                 "freeswitch.xml:3: sofia: expected <profile name=\"...\">"},
        BadInput{"twice",
                 CONFIGURATION("<configuration name=\"sofia.conf\"><profiles>\n"
                               "<profile name=\"a\"/>\n<profile name=\"A\"/>\n"
                               "</profiles></configuration>"),
                 "freeswitch.xml:4: profile 'A' is defined twice; the first is at "
                 "freeswitch.xml:3"}));

// One carrier's slip of the pen keeps no node from serving all others.
class BadGateway : public testing::TestWithParam<BadInput> {};

TEST_P(BadGateway, IsLeftOutAtAStartAndRefusedByANodeThatServes) {
    test::ConfigTree tree;
    tree.write("freeswitch.xml", GetParam().file);
    const auto error = (tree.dir() / GetParam().message).string();
    const auto loaded = tree.load();
    ASSERT_TRUE(loaded) << loaded.error().text;
    EXPECT_TRUE(loaded->configuration->profiles.at(0).gateways.empty());
    EXPECT_EQ(loaded->left_out, std::vector<std::string>{error});
    ASSERT_FALSE(loaded->warnings.empty());
    EXPECT_EQ(loaded->warnings.back().str(), error + "; the gateway is left out");
    const auto again = load_again(tree.dir(), test::test_host(), {});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().text, error);
}

INSTANTIATE_TEST_SUITE_P(
    Gateways,
    BadGateway,
    testing::Values(
        BadInput{"gateway name",
                 GATEWAY("<gateway name=\"my carrier\"/>"),
                 "freeswitch.xml:3: gateway name 'my carrier' is not possible; expected letters, "
                 "digits, '.', '-' and '_'"},
        BadInput{"gateway proxy with a blank",
                 GATEWAY("<gateway name=\"gw\"><param name=\"register\" value=\"false\"/>\n"
                         "<param name=\"proxy\" value=\"sip.example .com\"/></gateway>"),
                 "freeswitch.xml:4: gateway 'gw': parameter 'proxy': 'sip.example .com' is not "
                 "possible; expected a host, host:port or URI without blanks"},
        BadInput{"gateway cid-type",
                 GATEWAY("<gateway name=\"gw\"><param name=\"register\" value=\"false\"/>\n"
                         "<param name=\"cid-type\" value=\"bogus\"/></gateway>"),
                 "freeswitch.xml:4: gateway 'gw': parameter 'cid-type': 'bogus' is not possible; "
                 "expected rpid, pid or none"},
        BadInput{"gateway without user",
                 GATEWAY("<gateway name=\"gw\"><param name=\"password\" value=\"x\"/></gateway>"),
                 "freeswitch.xml:3: gateway 'gw': parameter 'username' is missing; expected a "
                 "value because register is true"},
        BadInput{"gateway without password",
                 GATEWAY("<gateway name=\"gw\"><param name=\"username\" value=\"x\"/>"
                         "<param name=\"password\" value=\"\"/></gateway>"),
                 "freeswitch.xml:3: gateway 'gw': parameter 'password' is missing; expected a "
                 "value because register is true"},
        BadInput{"gateway number",
                 GATEWAY("<gateway name=\"gw\">\n<param name=\"expire-seconds\" value=\"1h\"/>"
                         "</gateway>"),
                 "freeswitch.xml:4: gateway 'gw': parameter 'expire-seconds': '1h' is not "
                 "possible; expected a number of seconds from 5 to 31536000"},
        BadInput{"gateway transport",
                 GATEWAY("<gateway name=\"gw\"><param name=\"register-transport\" "
                         "value=\"pigeon\"/></gateway>"),
                 "freeswitch.xml:3: gateway 'gw': parameter 'register-transport': 'pigeon' is not "
                 "possible; expected udp, tcp, tls or sctp"}));

INSTANTIATE_TEST_SUITE_P(
    Lists,
    BadTree,
    testing::Values(
        BadInput{"no name",
                 CONFIGURATION("<configuration name=\"acl.conf\"><network-lists><list/>"
                               "</network-lists></configuration>"),
                 "freeswitch.xml:2: acl: expected <list name=\"...\">"},
        BadInput{"default",
                 CONFIGURATION("<configuration name=\"acl.conf\"><network-lists>"
                               "<list name=\"l\" default=\"perhaps\"/>"
                               "</network-lists></configuration>"),
                 "freeswitch.xml:2: acl list 'l': attribute 'default': 'perhaps' is not possible; "
                 "expected allow or deny"},
        BadInput{
            "type",
            CONFIGURATION("<configuration name=\"acl.conf\"><network-lists><list name=\"l\">\n"
                          "<node cidr=\"10.0.0.0/8\"/></list></network-lists></configuration>"),
            "freeswitch.xml:3: acl list 'l': attribute 'type': '' is not possible; expected "
            "allow or deny"},
        BadInput{"cidr",
                 CONFIGURATION("<configuration name=\"acl.conf\"><network-lists><list name=\"l\">\n"
                               "<node type=\"allow\" cidr=\"10.0.0.0/40\"/></list></network-lists>"
                               "</configuration>"),
                 "freeswitch.xml:3: acl list 'l': attribute 'cidr': '10.0.0.0/40' is not a "
                 "network; expected an IPv4 or IPv6 address, alone or with a prefix length as in "
                 "10.0.0.0/8"},
        BadInput{
            "mask",
            CONFIGURATION("<configuration name=\"acl.conf\"><network-lists><list name=\"l\">\n"
                          "<node type=\"allow\" host=\"10.0.0.0\" mask=\"255.0.255.0\"/></list>"
                          "</network-lists></configuration>"),
            "freeswitch.xml:3: acl list 'l': attribute 'mask': '255.0.255.0' is not possible; "
            "expected a netmask as in 255.255.0.0"},
        BadInput{"node of nothing",
                 CONFIGURATION("<configuration name=\"acl.conf\"><network-lists><list name=\"l\">\n"
                               "<node type=\"allow\"/></list></network-lists></configuration>"),
                 "freeswitch.xml:3: acl list 'l': expected a node with cidr, host and mask, or "
                 "domain"}));

INSTANTIATE_TEST_SUITE_P(
    Directory,
    BadTree,
    testing::Values(
        BadInput{"domain without name",
                 DIRECTORY("<domain/>"),
                 "freeswitch.xml:2: directory: expected <domain name=\"...\">"},
        BadInput{"user without id",
                 DIRECTORY("<domain name=\"d\"><users>\n<user/></users></domain>"),
                 "freeswitch.xml:3: directory domain 'd': expected <user id=\"...\">"},
        BadInput{"cidr",
                 DIRECTORY("<domain name=\"d\"><users>\n<user id=\"1\" cidr=\"home\"/></users>"
                           "</domain>"),
                 "freeswitch.xml:3: directory user '1@d': attribute 'cidr': 'home' is not a "
                 "network; expected an IPv4 or IPv6 address, alone or with a prefix length as in "
                 "10.0.0.0/8"}));

INSTANTIATE_TEST_SUITE_P(
    Dialplan,
    BadTree,
    testing::Values(
        BadInput{"context without name",
                 "<document><section name=\"dialplan\"><context/></section></document>",
                 "freeswitch.xml:1: dialplan: expected <context name=\"...\">"},
        BadInput{"expression",
                 DIALPLAN("<condition field=\"destination_number\" expression=\"^(10\"/>"),
                 "freeswitch.xml:2: context 'c', extension 'e': '^(10' is not a regular "
                 "expression: missing closing parenthesis at character 5"},
        BadInput{"expression element",
                 DIALPLAN("<condition field=\"a\">\n<expression>[</expression></condition>"),
                 "freeswitch.xml:3: context 'c', extension 'e': '[' is not a regular expression: "
                 "missing terminating ] for character class at character 2"},
        BadInput{"nested expression",
                 DIALPLAN("<condition><condition regex=\"all\">\n"
                          "<regex field=\"a\" expression=\"*\"/></condition></condition>"),
                 "freeswitch.xml:3: context 'c', extension 'e': '*' is not a regular expression: "
                 "quantifier does not follow a repeatable item at character 1"},
        BadInput{"time",
                 DIALPLAN("<condition hour=\"9-25\"/>"),
                 "freeswitch.xml:2: context 'c', extension 'e': '9-25' is not a value of hour; "
                 "expected 0 to 23"},
        BadInput{"loop",
                 DIALPLAN("<condition><action application=\"a\" loop=\"ever\"/></condition>"),
                 "freeswitch.xml:2: context 'c', extension 'e': attribute 'loop': 'ever' is not "
                 "possible; expected a number from 0 to 100"}));

INSTANTIATE_TEST_SUITE_P(
    Settings,
    BadTree,
    testing::Values(
        BadInput{"listen address",
                 CONFIGURATION("<configuration name=\"event_socket.conf\"><settings>"
                               "<param name=\"listen-ip\" value=\"here\"/></settings>"
                               "</configuration>"),
                 "freeswitch.xml:2: event_socket.conf: parameter 'listen-ip': 'here' is not "
                 "possible; expected an IPv4 or IPv6 address"},
        BadInput{"listen port",
                 CONFIGURATION("<configuration name=\"event_socket.conf\"><settings>"
                               "<param name=\"listen-port\" value=\"0\"/></settings>"
                               "</configuration>"),
                 "freeswitch.xml:2: event_socket.conf: parameter 'listen-port': '0' is not "
                 "possible; expected a port from 1 to 65535"},
        BadInput{"empty password",
                 CONFIGURATION("<configuration name=\"event_socket.conf\"><settings>"
                               "<param name=\"password\" value=\"\"/></settings></configuration>"),
                 "freeswitch.xml:2: event_socket.conf: parameter 'password': '' is not possible; "
                 "expected a password"},
        BadInput{"socket acl",
                 CONFIGURATION("<configuration name=\"event_socket.conf\"><settings>"
                               "<param name=\"apply-inbound-acl\" value=\"friends\"/></settings>"
                               "</configuration>"),
                 "freeswitch.xml:2: event_socket.conf: parameter 'apply-inbound-acl': 'friends' is "
                 "not possible; expected the name of an access list or a network"},
        BadInput{"sessions",
                 CONFIGURATION("<configuration name=\"switch.conf\"><settings>"
                               "<param name=\"max-sessions\" value=\"-1\"/></settings>"
                               "</configuration>"),
                 "freeswitch.xml:2: switch.conf: parameter 'max-sessions': '-1' is not possible; "
                 "expected a number from 0 to 10000000; 0: no limit"}));

TEST(Load, SaysWhenThereIsNoRoot) {
    test::ConfigTree tree;
    EXPECT_EQ(tree.load().error().kind, base::ErrorKind::NotFound);
    EXPECT_THAT(tree.error(),
                testing::EndsWith("there is no configuration here; expected freeswitch.xml or "
                                  "sofia.xml"));
}

TEST(Load, RefusesElementsNestedTooDeep) {
    test::ConfigTree tree;
    std::string deep = "<document>";
    for (int i = 0; i < 250; ++i)
        deep += "<a>";
    for (int i = 0; i < 250; ++i)
        deep += "</a>";
    tree.write("freeswitch.xml", deep + "</document>");
    EXPECT_EQ(tree.error(),
              "freeswitch.xml:1: <a> is nested too deep; expected at most 200 levels");
}

}  // namespace
}  // namespace sofia::config
