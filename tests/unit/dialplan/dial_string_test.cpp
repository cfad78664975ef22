#include "dialplan/dial_string.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::dialplan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

DialLeg leg(std::string_view text) {
    const auto dial = parse_dial_string(text);
    EXPECT_TRUE(dial.has_value()) << text << ": " << (dial ? "" : dial.error().text);
    return dial ? dial->originates.at(0).groups.at(0).at(0) : DialLeg{};
}

std::string error_of(std::string_view text) {
    const auto dial = parse_dial_string(text);
    return dial ? "" : dial.error().text;
}

TEST(DialString, ReadsADirectAddress) {
    const auto direct = leg("sofia/internal/sip:1000@example.com:5070;user=phone;transport=TCP");
    EXPECT_EQ(direct.kind, EndpointKind::Sofia);
    EXPECT_EQ(direct.profile, "internal");
    EXPECT_EQ(direct.user, "1000");
    EXPECT_EQ(direct.host, "example.com");
    EXPECT_EQ(direct.port, 5070);
    EXPECT_FALSE(direct.registered);
    EXPECT_EQ(direct.transport, "tcp");
    EXPECT_EQ(leg("sofia/internal/1000@example.com;tport=tls").transport, "tls");
    EXPECT_THAT(direct.params, ElementsAre(Pair("user", "phone")));
}

TEST(DialString, ReadsSipsAndIpv6) {
    const auto direct = leg("sofia/internal/sips:1000@[2001:db8::1]:5061");
    EXPECT_EQ(direct.scheme, "sips");
    EXPECT_EQ(direct.host, "2001:db8::1");
    EXPECT_EQ(direct.port, 5061);
}

TEST(DialString, LooksUpRegistrationsWithoutAHost) {
    const auto at_domain = leg("sofia/internal/1000%example.com");
    EXPECT_TRUE(at_domain.registered);
    EXPECT_EQ(at_domain.user, "1000");
    EXPECT_EQ(at_domain.host, "example.com");
    const auto alone = leg("sofia/internal/1000");
    EXPECT_TRUE(alone.registered);
    EXPECT_EQ(alone.host, "");
}

TEST(DialString, TakesRouteAndToOutOfTheAddress) {
    const auto routed =
        leg("sofia/internal/1000@example.com;fs_path=sip%3Aproxy.example.com%3Blr;fs_nat=yes;"
            "received=192.0.2.1^2000@example.org");
    EXPECT_EQ(routed.route, "sip:proxy.example.com;lr");
    EXPECT_EQ(routed.to, "2000@example.org");
    EXPECT_THAT(routed.params, IsEmpty());
}

TEST(DialString, ReadsGateways) {
    const auto plain = leg("sofia/gateway/carrier/4930123456;phone-context=+49");
    EXPECT_EQ(plain.kind, EndpointKind::Gateway);
    EXPECT_EQ(plain.gateway, "carrier");
    EXPECT_EQ(plain.user, "4930123456");
    EXPECT_THAT(plain.params, ElementsAre(Pair("phone-context", "+49")));
    const auto of_profile = leg("sofia/gateway/external::carrier/100");
    EXPECT_EQ(of_profile.profile, "external");
    EXPECT_EQ(of_profile.gateway, "carrier");
}

TEST(DialString, ReadsUsersGroupsAndCauses) {
    EXPECT_EQ(leg("user/1000@example.com").host, "example.com");
    EXPECT_EQ(leg("user/1000").kind, EndpointKind::User);
    EXPECT_EQ(leg("group/sales@example.com").kind, EndpointKind::Group);
    EXPECT_EQ(leg("error/USER_BUSY").user, "USER_BUSY");
    const auto loopback = leg("loopback/9664/default");
    EXPECT_EQ(loopback.kind, EndpointKind::Unsupported);
    EXPECT_EQ(loopback.endpoint, "loopback");
    EXPECT_EQ(loopback.destination, "9664/default");
}

TEST(DialString, SplitsIntoEnterpriseSequenceAndParallel) {
    const auto dial = parse_dial_string("user/1,user/2|user/3:_:user/4").value();
    ASSERT_EQ(dial.originates.size(), 2u);
    ASSERT_EQ(dial.originates[0].groups.size(), 2u);
    ASSERT_EQ(dial.originates[0].groups[0].size(), 2u);
    EXPECT_EQ(dial.originates[0].groups[0][1].user, "2");
    EXPECT_EQ(dial.originates[0].groups[1][0].user, "3");
    EXPECT_EQ(dial.originates[1].groups[0][0].user, "4");
}

TEST(DialString, GivesEachLegItsVariablesTheNearestWins) {
    const auto dial =
        parse_dial_string("<a=e,e=1>{a=g,g=1}{h=1}[a=l,leg_timeout=5]user/1,user/2:_:user/3")
            .value();
    const auto& legs = dial.originates[0].groups[0];
    EXPECT_THAT(legs[0].variables,
                ElementsAre(Pair("a", "l"),
                            Pair("e", "1"),
                            Pair("g", "1"),
                            Pair("h", "1"),
                            Pair("leg_timeout", "5")));
    EXPECT_THAT(legs[1].variables,
                ElementsAre(Pair("a", "g"), Pair("e", "1"), Pair("g", "1"), Pair("h", "1")));
    EXPECT_THAT(dial.originates[0].variables,
                ElementsAre(Pair("a", "g"), Pair("e", "1"), Pair("g", "1"), Pair("h", "1")));
    EXPECT_THAT(dial.originates[1].groups[0][0].variables,
                ElementsAre(Pair("a", "e"), Pair("e", "1")));
}

TEST(DialString, ReadsQuotesEscapesAndOtherSeparators) {
    EXPECT_THAT(leg("{a='x,y}',b=it's,c=1\\,2}user/1").variables,
                ElementsAre(Pair("a", "x,y}"), Pair("b", "it's"), Pair("c", "1,2")));
    EXPECT_THAT(leg("[^^;codecs=PCMU,PCMA;x=1]user/1").variables,
                ElementsAre(Pair("codecs", "PCMU,PCMA"), Pair("x", "1")));
    EXPECT_THAT(leg("[uri=sip:[::1]:5060,flag]user/1").variables,
                ElementsAre(Pair("flag", "true"), Pair("uri", "sip:[::1]:5060")));
    EXPECT_EQ(leg("sofia/internal/a\\,b@example.com").user, "a,b");
}

TEST(DialString, IgnoresBlanksAroundItsParts) {
    const auto dial = parse_dial_string(" { a = 1 } user/1 , user/2 | user/3 ").value();
    EXPECT_EQ(dial.originates[0].groups[0][0].user, "1");
    EXPECT_EQ(dial.originates[0].groups[1][0].user, "3");
    EXPECT_THAT(dial.originates[0].variables, ElementsAre(Pair("a", " 1 ")));
}

TEST(DialString, SaysWhereItIsWrongAndWhatWasExpected) {
    EXPECT_EQ(error_of(""), "column 1: expected ENDPOINT/DESTINATION, for example user/1000");
    EXPECT_EQ(error_of("user/1,"),
              "column 8: expected ENDPOINT/DESTINATION, for example user/1000");
    EXPECT_EQ(error_of("user/1,1001"),
              "column 8: expected ENDPOINT/DESTINATION, for example user/1000");
    EXPECT_EQ(error_of("{a=b user/1"), "column 1: expected '}' after the global variables");
    EXPECT_EQ(error_of("user/1,[a=b user/2"), "column 8: expected ']' after the leg variables");
    EXPECT_EQ(error_of("<a=b user/2"), "column 1: expected '>' after the enterprise variables");
    EXPECT_EQ(error_of("{a=1,=b}user/1"), "column 6: expected the name of a variable before '='");
    EXPECT_EQ(error_of("sofia/internal"),
              "column 1: expected '/' and an address after profile 'internal'");
    EXPECT_EQ(error_of("sofia//1000"), "column 1: expected the name of a profile after 'sofia/'");
    EXPECT_EQ(error_of("sofia/internal/1000@"), "column 1: expected a host after '@'");
    EXPECT_EQ(error_of("sofia/internal/1000@host:0"),
              "column 1: expected a port from 1 to 65535 after ':'");
    EXPECT_EQ(error_of("sofia/internal/1000@[::1"), "column 1: expected ']' after an IPv6 address");
    EXPECT_EQ(error_of("sofia/gateway/"),
              "column 1: expected the name of a gateway after 'sofia/gateway/'");
    EXPECT_EQ(error_of("sofia/gateway/gw"),
              "column 1: expected '/' and a number after gateway 'gw'");
    EXPECT_EQ(error_of("user/@example.com"), "column 1: expected user/NAME or user/NAME@DOMAIN");
    EXPECT_EQ(error_of("error/"), "column 1: expected the name of a cause after 'error/'");
    EXPECT_EQ(error_of("user/1,{a=b}user/2"),
              "column 8: expected '[' for the variables of one leg");
    EXPECT_EQ(error_of("user/1|<a=b>user/2"),
              "column 8: expected '[' for the variables of one leg");
    EXPECT_EQ(error_of("user/1,sofia/internal/1@h;transport=pigeon"),
              "column 8: expected udp, tcp, tls, sctp, ws or wss after 'transport=', not 'pigeon'");
    EXPECT_EQ(error_of("sofia/internal/1@h;fs_path="),
              "column 1: expected a URI without control characters after 'fs_path='");
    EXPECT_EQ(error_of("sofia/internal/1@h;fs_path=sip:p%0d%0aX"),
              "column 1: expected a URI without control characters after 'fs_path='");
    EXPECT_EQ(error_of("sofia/internal/a\r\nb@c"),
              "column 1: expected no control characters in a destination");
}

TEST(DialString, RefusesMoreThanAHundredAndTwentyEightLegs) {
    std::string many = "user/1";
    for (int i = 1; i < 128; ++i)
        many += ",user/1";
    EXPECT_EQ(error_of(many), "");
    EXPECT_THAT(error_of(many + ",user/1"), testing::EndsWith("expected at most 128 legs"));
}

// A dial string written from what was read means the same again.
std::string rewritten(const DialString& dial) {
    std::string text;
    for (const auto& originate : dial.originates) {
        text += text.empty() ? "" : ":_:";
        for (std::size_t g = 0; g < originate.groups.size(); ++g) {
            text += g == 0 ? "" : "|";
            for (std::size_t l = 0; l < originate.groups[g].size(); ++l) {
                const auto& one = originate.groups[g][l];
                text += l == 0 ? "" : ",";
                std::string own;
                for (const auto& [name, value] : one.variables) {
                    own += own.empty() ? "" : ",";
                    for (const char c : name + "=" + value)
                        own += (c == ',' || c == '[' || c == ']' || c == '\\' || c == '\'')
                                   ? std::string{'\\', c}
                                   : std::string{c};
                }
                text += own.empty() ? "" : "[" + own + "]";
                for (const char c : one.endpoint + "/" + one.destination)
                    text += (c == ',' || c == '|' || c == '\\' || c == ':') ? std::string{'\\', c}
                                                                            : std::string{c};
            }
        }
    }
    return text;
}

TEST(DialString, MeansTheSameWhenWrittenAgain) {
    for (const auto* text : {"user/1,user/2|user/3",
                             "{a='x,y]',b=it's}[c=1]sofia/gateway/gw/100,user/2:_:user/3",
                             "sofia/internal/a\\,b@[::1]:5060;transport=tcp^c"}) {
        const auto first = parse_dial_string(text).value();
        const auto written = rewritten(first);
        const auto second = parse_dial_string(written);
        ASSERT_TRUE(second.has_value()) << written << ": " << second.error().text;
        EXPECT_EQ(rewritten(*second), written);
        EXPECT_EQ(second->originates[0].groups[0][0].variables,
                  first.originates[0].groups[0][0].variables);
        EXPECT_EQ(second->originates[0].groups[0][0].user, first.originates[0].groups[0][0].user);
    }
}

TEST(DialString, SurvivesRandomBytes) {
    std::mt19937 random(20261122);
    const std::string_view alphabet = "{}[]<>,|:_^\\'=/@%; user1sofia.gatewy";
    int read = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text = round % 2 == 0 ? "" : "user/1";
        for (auto length = random() % 30; length > 0; --length)
            text += random() % 16 == 0 ? static_cast<char>(random() % 256)
                                       : alphabet[random() % alphabet.size()];
        const auto dial = parse_dial_string(text);
        if (!dial) {
            EXPECT_TRUE(dial.error().text.starts_with("column ")) << dial.error().text;
            continue;
        }
        ++read;
        ASSERT_FALSE(dial->originates.empty());
        for (const auto& originate : dial->originates) {
            ASSERT_FALSE(originate.groups.empty());
            for (const auto& group : originate.groups)
                ASSERT_FALSE(group.empty());
        }
    }
    // Otherwise the test would only look at refusals.
    EXPECT_GT(read, 1000);
}

}  // namespace
}  // namespace sofia::dialplan
