#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

/// Values that cannot work, and what their writer hears.
class AWrongValue : public testing::Test {
  protected:
    model::Profile load(const std::string& name, const std::string& value) {
        tree_.profile("<settings><param name=\"" + name + "\" value=\"" + value +
                      "\"/></settings>");
        const auto loaded = tree_.load();
        return loaded ? loaded->configuration->profiles.at(0) : model::Profile{};
    }
    static std::string warning(const std::string& name, const std::string& rest) {
        return "freeswitch.xml:1: profile 'internal': parameter '" + name + "': " + rest;
    }

    test::ConfigTree tree_;
};

TEST_F(AWrongValue, ForABooleanIsFalseWithAWarning) {
    EXPECT_FALSE(load("auth-calls", "maybe").calls.auth_calls);
    EXPECT_THAT(tree_.warnings(),
                ElementsAre(warning("auth-calls",
                                    "'maybe' is not possible and taken for false; expected true or "
                                    "false")));
    EXPECT_FALSE(load("auth-messages", "ture").presence.auth_messages)
        << "also where true is the standard";
    EXPECT_THAT(tree_.warnings(), ElementsAre(testing::HasSubstr("'ture'")));
}

TEST_F(AWrongValue, OfTlsAloneIsNamedWithWhatIsBoundInstead) {
    load("tls-only", "true");
    EXPECT_THAT(tree_.warnings(),
                ElementsAre(warning("tls-only",
                                    "does nothing without 'tls', expected true there; UDP and TCP "
                                    "are bound and TLS is not")));
    load("tls-only", "false");
    EXPECT_THAT(tree_.warnings(), IsEmpty());
    tree_.profile(
        "<settings><param name=\"tls-only\" value=\"true\"/>"
        "<param name=\"tls\" value=\"true\"/></settings>");
    EXPECT_TRUE(tree_.load());
    EXPECT_THAT(tree_.warnings(), IsEmpty());
}

TEST_F(AWrongValue, IsNoneOfTheWordsThatPeopleWriteForABoolean) {
    for (const auto* value :
         {"true",     "T",        "yes",      "On",   "enabled", "active", "allow",
          "1",        "-1",       "false",    "F",    "n",       "no",     "OFF",
          "disabled", "inactive", "disallow", "deny", "0",       " off ",  ""}) {
        load("auth-calls", value);
        EXPECT_THAT(tree_.warnings(), IsEmpty()) << value;
    }
}

TEST_F(AWrongValue, ForAChoiceIsFalseWithTheWordsThatCouldStandThere) {
    const std::pair<const char*, const char*> choices[] = {
        {"manage-presence", "expected passive, true or false"},
        {"multiple-registrations", "expected contact, call-id, true or false"},
        {"NDLB-force-rport", "expected safe, disabled, client-only, server-only, true or false"},
        {"nat-options-ping", "expected udp-only, true or false"},
        {"send-message-query-on-register", "expected first-only, true or false"}};
    for (const auto& [name, expected] : choices) {
        load(name, "bogus");
        EXPECT_THAT(
            tree_.warnings(),
            ElementsAre(warning(
                name, std::string("'bogus' is not possible and taken for false; ") + expected)));
    }
    load("manage-presence", "pnp");
    EXPECT_THAT(tree_.warnings(), ElementsAre(EndsWith("expected passive, true or false")));
    for (const auto& [name, value] : {std::pair{"manage-presence", "Passive"},
                                      std::pair{"multiple-registrations", "call-id"},
                                      std::pair{"NDLB-force-rport", "client-only"},
                                      std::pair{"nat-options-ping", "UDP-only"}}) {
        load(name, value);
        EXPECT_THAT(tree_.warnings(), IsEmpty()) << name;
    }
}

TEST_F(AWrongValue, IsNoneOfTheWaysToStopWhenAProfileCannotStart) {
    for (const auto* value : {"true", "elegant", "ASAP", "reincarnate-now"}) {
        EXPECT_TRUE(load("shutdown-on-fail", value).shutdown_on_fail) << value;
        EXPECT_THAT(tree_.warnings(), IsEmpty()) << value;
    }
    EXPECT_FALSE(load("shutdown-on-fail", "gracefully").shutdown_on_fail);
    EXPECT_THAT(tree_.warnings(),
                ElementsAre(EndsWith("expected elegant, asap, reincarnate-now, true or false")));
}

TEST_F(AWrongValue, OfGatewaysAndGlobalSettingsIsToldAsWell) {
    tree_.sections(
        "<configuration name=\"sofia.conf\"><global_settings>"
        "<param name=\"auto-restart\" value=\"perhaps\"/></global_settings><profiles>"
        "<profile name=\"internal\"><gateways><gateway name=\"g\">"
        "<param name=\"register\" value=\"nope\"/></gateway></gateways></profile>"
        "</profiles></configuration>");
    EXPECT_THAT(tree_.warnings(),
                ElementsAre("freeswitch.xml:1: global_settings: parameter 'auto-restart': "
                            "'perhaps' is not possible and taken for false; expected true or false",
                            "freeswitch.xml:1: gateway 'g': parameter 'register': 'nope' is not "
                            "possible and taken for false; expected true or false"));
}

TEST_F(AWrongValue, IsNotAnOutboundProxyWithoutScheme) {
    const auto proxy = [&](const std::string& value) {
        return load("outbound-proxy", value).calls.outbound_proxy;
    };
    EXPECT_EQ(proxy("127.0.2.66:62166"), "sip:127.0.2.66:62166");
    EXPECT_EQ(proxy("proxy.example"), "sip:proxy.example");
    EXPECT_EQ(proxy("[2001:db8::1]:5070;transport=tcp"), "sip:[2001:db8::1]:5070;transport=tcp");
    EXPECT_EQ(proxy(" &lt;sips:proxy.example&gt; "), "sips:proxy.example");
    EXPECT_EQ(proxy("SIP:proxy.example;transport=tcp"), "SIP:proxy.example;transport=tcp");
    EXPECT_EQ(proxy(""), "");
    EXPECT_EQ(tree_.error(), "");
    for (const auto* value : {"sip:[bad", "not a uri", "sip:", "sip:pro xy", "proxy:port", "a/b"}) {
        load("outbound-proxy", value);
        EXPECT_EQ(tree_.error(),
                  warning("outbound-proxy",
                          std::string("'") + value +
                              "' is not possible; expected a SIP URI, a host or host:port, as in "
                              "sip:proxy.example:5060"));
    }
}

TEST_F(AWrongValue, ForTheProfilesOwnUriIsAnError) {
    EXPECT_EQ(load("contact-user", "gw+office.1").address.contact_user, "gw+office.1");
    EXPECT_EQ(load("contact-user", "").address.contact_user, "mod_sofia");
    EXPECT_EQ(load("sip-domain", "PBX.example").address.sip_domain, "PBX.example");
    EXPECT_EQ(load("sip-domain", "[2001:db8::1]").address.sip_domain, "[2001:db8::1]");
    EXPECT_EQ(load("sip-domain", "").address.sip_domain, "");
    EXPECT_EQ(tree_.error(), "");
    for (const auto* value : {"a b", "a@b", "a:b", "&lt;a&gt;"}) {
        load("contact-user", value);
        EXPECT_THAT(tree_.error(), testing::HasSubstr("expected the user part of a SIP URI"))
            << value;
    }
    for (const auto* value : {"x y", "pbx.example:5080", "pbx.example;a=b", "2001:db8::1", "a@b"}) {
        load("sip-domain", value);
        EXPECT_THAT(tree_.error(), testing::HasSubstr("expected a host name or an address"))
            << value;
    }
}

TEST_F(AWrongValue, ForTheDialplanIsWarnedAboutAndXmlIsRun) {
    for (const auto* value : {"XML", "xml", ""}) {
        EXPECT_EQ(load("dialplan", value).calls.dialplan, "XML");
        EXPECT_THAT(tree_.warnings(), IsEmpty()) << value;
    }
    for (const auto* value : {"enum", "XML,enum"}) {
        EXPECT_EQ(load("dialplan", value).calls.dialplan, "XML");
        EXPECT_THAT(tree_.warnings(),
                    ElementsAre(warning("dialplan",
                                        "there is no dialplan 'enum'; calls are routed by XML "
                                        "alone")))
            << value;
    }
}

/// Parameters that change nothing.
TEST(AParameterThatChangesNothing, IsNamedOnceInEachFileThatHasIt) {
    test::ConfigTree tree;
    const std::string settings =
        "<settings><param name=\"hold-music\" value=\"x\"/><param name=\"typo\" value=\"x\"/>"
        "</settings><gateways><gateway name=\"";
    const std::string rest =
        "\"><param name=\"register\" value=\"false\"/><param name=\"slip\" value=\"x\"/></gateway>"
        "</gateways>";
    tree.sections(
        "<configuration name=\"sofia.conf\"><profiles>"
        "<X-PRE-PROCESS cmd=\"include\" data=\"p/*.xml\"/></profiles></configuration>");
    tree.write("p/a.xml",
               "<profile name=\"one\">" + settings + "g1" + rest + "</profile>" +
                   "<profile name=\"two\">" + settings + "g2" + rest + "</profile>");
    tree.write("p/b.xml", "<profile name=\"three\">" + settings + "g3" + rest + "</profile>");
    const auto names = [](const std::string& file,
                          const std::string& profile,
                          const char* gateway) {
        return std::vector<std::string>{
            file + ":1: profile '" + profile +
                "': parameter 'hold-music' changes nothing: media "
                "goes from phone to phone, unseen by the node",
            file + ":1: profile '" + profile + "': parameter 'typo' is unknown and changes nothing",
            file + ":1: gateway '" + gateway +
                "': parameter 'slip' is unknown and changes nothing"};
    };
    auto expected = names("p/a.xml", "one", "g1");
    const auto second = names("p/b.xml", "three", "g3");
    expected.insert(expected.end(), second.begin(), second.end());
    EXPECT_EQ(tree.warnings(), expected);
}

TEST(AParameterThatChangesNothing, IsNotCalledUnknownWhenUsersKnowIt) {
    test::ConfigTree tree;
    tree.profile(
        "<settings><param name=\"inbound-zrtp-passthru\" value=\"true\"/>"
        "<param name=\"delete-subs-on-register\" value=\"false\"/>"
        "<param name=\"rtp-autoflush\" value=\"true\"/>"
        "<param name=\"rtp-autoflush-during-bridge\" value=\"true\"/></settings>");
    EXPECT_THAT(tree.warnings(), IsEmpty());
}

}  // namespace
}  // namespace sofia::config
