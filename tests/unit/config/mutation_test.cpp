// Files with mistakes that nobody thought of: seeded, so that a failure comes again.

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

constexpr std::string_view kGood = R"(<?xml version="1.0"?>
<document type="freeswitch/xml">
<X-PRE-PROCESS cmd="set" data="domain=example.com"/>
<section name="configuration">
<configuration name="acl.conf"><network-lists><list name="lan" default="deny">
<node type="allow" cidr="192.0.2.0/24"/></list></network-lists></configuration>
<configuration name="sofia.conf"><profiles><profile name="internal">
<gateways><gateway name="trunk"><param name="proxy" value="192.0.2.1"/>
<param name="register" value="false"/></gateway></gateways>
<settings><param name="sip-port" value="5060"/><param name="context" value="default"/>
<param name="sip-ip" value="$${local_ip_v4}"/></settings></profile></profiles></configuration>
</section>
<section name="directory"><domain name="$${domain}"><user id="1000">
<params><param name="password" value="1234"/></params>
<variables><variable name="a" value="b"/></variables></user></domain></section>
<section name="dialplan"><context name="default"><extension name="all">
<condition field="destination_number" expression="^(\d+)$">
<action application="bridge" data="user/$1@$${domain}"/></condition></extension></context></section>
</document>
)";

std::string mutated(std::mt19937& random) {
    constexpr std::array<std::string_view, 14> kPieces{"<",
                                                       ">",
                                                       "\"",
                                                       "&",
                                                       "/>",
                                                       "<!--",
                                                       "-->",
                                                       "$${",
                                                       "}",
                                                       "<![CDATA[",
                                                       "]]>",
                                                       "&#0;",
                                                       "\xff",
                                                       "\n"};
    std::string text(kGood);
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
        const auto at = random() % text.size();
        switch (random() % 4) {
            case 0:
                text[at] = static_cast<char>(random() % 256);
                break;
            case 1:
                text.insert(at, kPieces[random() % kPieces.size()]);
                break;
            case 2:
                text.erase(at, 1 + random() % 20);
                break;
            default:
                text.resize(at + 1);
        }
    }
    return text;
}

TEST(ConfigurationFiles, WithAnyMistakeAreReadOrRefusedWithTheirPlace) {
    std::mt19937 random(20261128);
    test::ConfigTree tree;
    tree.write("freeswitch.xml", kGood);
    ASSERT_EQ(tree.error(), "") << "without a mistake it is read";
    int refused = 0;
    int read = 0;
    for (int round = 0; round < 1500; ++round) {
        const auto text = mutated(random);
        tree.write("freeswitch.xml", text);
        const auto error = tree.error();
        if (error.empty()) {
            ++read;
            continue;
        }
        ++refused;
        ASSERT_THAT(error, testing::MatchesRegex("freeswitch\\.xml(:[0-9]+)?: .+"))
            << testing::PrintToString(text);
    }
    // Otherwise the test would look at one outcome only.
    EXPECT_GT(refused, 300);
    EXPECT_GT(read, 50);
}

}  // namespace
}  // namespace sofia::config
