#include "gateway/settings.hpp"

#include <gtest/gtest.h>

namespace sofia::gateway {
namespace {

model::Profile external() {
    model::Profile profile;
    profile.name = "external";
    profile.calls.context = "public";
    return profile;
}

Settings read(std::map<std::string, std::string> params) {
    return read_settings({"trunk", std::move(params), {}, {}}, external());
}

constexpr std::string_view kOurs = "<sip:mod_sofia@192.0.2.1:5080>";

TEST(GatewaySettings, FollowFromTheProxyAlone) {
    const auto settings = read({{"username", "x"}, {"proxy", "127.0.0.30:5090"}});
    EXPECT_EQ(settings.realm, "127.0.0.30:5090");
    EXPECT_EQ(settings.proxy, "sip:127.0.0.30:5090");
    EXPECT_EQ(settings.target, "sip:127.0.0.30:5090;transport=udp");
    EXPECT_EQ(settings.from_uri, "sip:x@127.0.0.30:5090");
    EXPECT_EQ(settings.to_uri, "sip:x@127.0.0.30:5090");
    EXPECT_EQ(settings.auth_username, "x");
    EXPECT_EQ(settings.extension, "x");
    EXPECT_EQ(settings.context, "public");
    EXPECT_EQ(settings.expires.count(), 3600);
    EXPECT_TRUE(settings.registers);
    EXPECT_EQ(settings.ping_max, 0) << "without ping there is nothing to count";
}

TEST(GatewaySettings, TheProxyIsTheRealmAndThatIsTheName) {
    EXPECT_EQ(read({{"realm", "r.example"}}).proxy, "sip:r.example");
    EXPECT_EQ(read({{"realm", "r.example"}}).from_domain, "r.example");
    EXPECT_EQ(read({}).proxy, "sip:trunk");
    EXPECT_EQ(read({}).username, "FreeSWITCH");
    const auto both = read({{"realm", "r.example"}, {"proxy", "p.example:5070"}});
    EXPECT_EQ(both.target, "sip:p.example:5070;transport=udp");
    EXPECT_EQ(both.from_domain, "r.example");
}

TEST(GatewaySettings, IdentityTakesItsOwnUserDomainAndTransport) {
    const auto settings = read({{"username", "u"},
                                {"from-user", "f"},
                                {"from-domain", "d.example"},
                                {"proxy", "p.example"},
                                {"register-transport", "tcp"},
                                {"register-proxy", "edge.example"},
                                {"outbound-proxy", "sip:out.example:5070"}});
    EXPECT_EQ(settings.from_uri, "sip:f@d.example;transport=tcp");
    EXPECT_EQ(settings.to_uri, "sip:u@d.example;transport=tcp");
    EXPECT_EQ(settings.target, "sip:p.example;transport=tcp");
    EXPECT_EQ(settings.register_proxy, "sip:edge.example;transport=tcp");
    EXPECT_EQ(settings.outbound_proxy, "sip:out.example:5070;transport=tcp");
    EXPECT_EQ(read({{"from-user", "_undef_"}, {"proxy", "p"}}).from_uri, "sip:p");
}

TEST(GatewaySettings, PingsAreCountedBetweenMinAndMax) {
    const auto settings = read({{"ping", "25"}, {"ping-max", "3"}, {"ping-min", "2"}});
    EXPECT_EQ(settings.ping.count(), 25);
    EXPECT_EQ(settings.ping_max, 3);
    EXPECT_EQ(settings.ping_min, 2);
    EXPECT_EQ(read({{"ping", "25"}, {"ping-min", "9"}}).ping_min, 1);
}

TEST(GatewayContact, NamesTheGatewayTwice) {
    EXPECT_EQ(contact_of(read({}), kOurs), "<sip:gw+trunk@192.0.2.1:5080;transport=udp;gw=trunk>");
}

TEST(GatewayContact, TakesExtensionHostAndParamsOfItsOwn) {
    EXPECT_EQ(contact_of(read({{"extension", "100"},
                               {"extension-in-contact", "true"},
                               {"contact-host", "nat.example"},
                               {"contact-params", "tport=tcp;x"}}),
                         kOurs),
              "<sip:100@nat.example:5080;tport=tcp;x;transport=udp;gw=trunk>");
    EXPECT_EQ(contact_of(read({{"contact-host", "sip-ip"}}), "<sip:m@[2001:db8::1]:5080>"),
              "<sip:gw+trunk@[2001:db8::1]:5080;transport=udp;gw=trunk>");
}

TEST(GatewayContact, HasInstanceAndFlowForARegistrarOfOutbound) {
    EXPECT_EQ(register_contact_of(read({{"reg-id", "3"}}), "<sip:a@b>", "prod"), "<sip:a@b>")
        << "only with rfc-5626";
    const auto settings = read({{"rfc-5626", "true"}, {"reg-id", "3"}});
    EXPECT_EQ(register_contact_of(settings, "<sip:a@b>", "prod"),
              "<sip:a@b>;+sip.instance=\"<urn:uuid:30d892ca-c974-5e70-81a9-a7ff7f7bda54>\""
              ";reg-id=3")
        << "the same wherever it is made";
    EXPECT_NE(register_contact_of(settings, "<sip:a@b>", "prod"),
              register_contact_of(settings, "<sip:a@b>", "test"));
    EXPECT_EQ(read({{"rfc-5626", "true"}}).reg_id, "1");
}

TEST(GatewaySettings, TheCallersDomainIsNotThatOfTheRegistration) {
    const auto settings = read({{"from-domain", "auto-aleg-domain"}, {"proxy", "p.example"}});
    EXPECT_EQ(settings.caller_from, Settings::CallerFrom::Domain);
    EXPECT_EQ(settings.from_uri, "sip:FreeSWITCH@p.example");
    EXPECT_EQ(read({{"from-domain", "auto-aleg-full"}}).caller_from, Settings::CallerFrom::Full);
    EXPECT_EQ(read({{"from-domain", "d.example"}}).caller_from, Settings::CallerFrom::No);
}

TEST(GatewaySettings, AnotherPingIsTheSameRegistrationAnotherPasswordIsNot) {
    EXPECT_TRUE(same_registration(read({{"ping", "5"}}), read({{"context", "x"}})));
    EXPECT_FALSE(same_registration(read({{"password", "5"}}), read({})));
    EXPECT_FALSE(same_registration(read({{"proxy", "a"}}), read({{"proxy", "b"}})));
    EXPECT_FALSE(same_registration(read({{"contact-params", "a"}}), read({})));
    EXPECT_FALSE(same_registration(read({{"register", "false"}}), read({})));
    EXPECT_FALSE(same_registration(read({{"rfc-5626", "true"}}), read({})));
}

}  // namespace
}  // namespace sofia::gateway
