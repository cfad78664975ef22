#include "call/invite_shape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Target target(std::initializer_list<std::pair<const char*, const char*>> variables) {
    Target target;
    target.uri = "sip:bob@example.net";
    for (const auto& [name, value] : variables)
        target.variables.set(name, value);
    return target;
}

Target shaped(std::initializer_list<std::pair<const char*, const char*>> variables) {
    auto shaped = target(variables);
    const auto done = shape_target(shaped);
    EXPECT_TRUE(done) << done.error().text;
    return shaped;
}

sip::NewDialog dialog(std::initializer_list<std::pair<const char*, const char*>> variables) {
    sip::NewDialog dialog;
    dialog.from = {"Alice", "sip:1000@203.0.113.1", {}};
    dialog.to = {{}, "sip:bob@example.net", {}};
    shape_dialog(target(variables).variables, dialog);
    return dialog;
}

TEST(InviteShape, WithoutVariablesNothingChanges) {
    EXPECT_EQ(shaped({}).uri, "sip:bob@example.net");
    EXPECT_EQ(dialog({}).from.str(), "\"Alice\" <sip:1000@203.0.113.1>");
}

TEST(InviteShape, VariablesSayWhereTheInviteGoes) {
    EXPECT_EQ(shaped({{"sip_invite_req_uri", "joe@example.org"}}).uri, "sip:joe@example.org");
    EXPECT_EQ(shaped({{"sip_invite_params", "user=phone;x"}}).uri,
              "sip:bob@example.net;user=phone;x");
    EXPECT_EQ(shaped({{"sip_invite_to_uri", "sip:t@example.org"}}).to_uri, "sip:t@example.org");
    const auto over_tcp = shaped({{"sip_transport", "tcp"}});
    EXPECT_EQ(over_tcp.uri, "sip:bob@example.net;transport=tcp");
    EXPECT_EQ(over_tcp.transport, "tcp");
    EXPECT_EQ(shaped({{"sip_route_uri", "sip:192.0.2.1:5070"}}).next_hop, "sip:192.0.2.1:5070");
    EXPECT_THAT(shaped({{"sip_invite_route_uri", "sip:proxy;lr"}}).route,
                ElementsAre("<sip:proxy;lr>"));
    EXPECT_THAT(shaped({{"sip_invite_route_uri", "<sip:proxy;lr>"}}).route,
                ElementsAre("<sip:proxy;lr>"))
        << "as sip_invite_record_route has it";
}

TEST(InviteShape, VariablesSayWhoCallsWhom) {
    EXPECT_EQ(dialog({{"sip_from_uri", "sip:x@y.example"}}).from.uri, "sip:x@y.example");
    EXPECT_EQ(dialog({{"sip_from_display", "Front \"Desk\""}}).from.str(),
              "\"Front \\\"Desk\\\"\" <sip:1000@203.0.113.1>");
    EXPECT_EQ(dialog({{"sip_invite_domain", "office.example:5080"}}).from.uri,
              "sip:1000@office.example:5080");
    EXPECT_EQ(dialog({{"sip_invite_from_params", "user=phone"}}).from.uri,
              "sip:1000@203.0.113.1;user=phone");
    EXPECT_EQ(dialog({{"sip_invite_full_from", "\"Z\" <sip:z@z.example>;tag=1"}}).from.str(),
              "\"Z\" <sip:z@z.example>");
    EXPECT_EQ(dialog({{"sip_invite_full_to", "\"T\" <sip:t@t.example>"}}).to.str(),
              "\"T\" <sip:t@t.example>");
    EXPECT_EQ(dialog({{"sip_invite_to_params", "a=b"}}).to.uri, "sip:bob@example.net;a=b");
    EXPECT_EQ(dialog({{"sip_invite_call_id", "mine@here"}}).call_id, "mine@here");
    EXPECT_EQ(dialog({{"sip_contact_user", "desk"}}).contact_user, "desk");
}

TEST(InviteShape, BadValueNamesTheVariableAndWhatWasExpected) {
    const std::array<std::array<const char*, 3>, 16> kBad{{
        {"sip_from_uri", "sip:a b@c", "a SIP URI"},
        {"sip_from_uri", "sip:a@c>,<sip:evil@x", "a SIP URI"},
        {"sip_invite_req_uri", "http://example.net", "a SIP URI"},
        {"sip_invite_to_uri", "sip:\"a\"@c", "a SIP URI"},
        {"sip_route_uri", "sip:<x>", "a SIP URI"},
        {"sip_invite_route_uri", "sip:x y", "a SIP URI"},
        {"sip_invite_full_from", "\"open <sip:a@b>", "an address such as"},
        {"sip_force_full_to", "nobody", "an address such as"},
        {"sip_invite_params", "a=b>;c", "URI parameters such as"},
        {"sip_invite_from_params", "a b", "URI parameters such as"},
        {"sip_invite_to_params", "\"", "URI parameters such as"},
        {"sip_invite_domain", "a/b", "a host"},
        {"sip_contact_user", "a>b", "the user part"},
        {"sip_transport", "carrier-pigeon", "udp, tcp or tls"},
        {"sip_invite_call_id", "a b", "a Call-ID without blanks"},
        {"sip_invite_call_id", "a,b", "a Call-ID without blanks"},
    }};
    for (const auto& [name, value, expected] : kBad) {
        auto bad = target({{name, value}});
        const auto done = shape_target(bad);
        ASSERT_FALSE(done) << name << "=" << value;
        EXPECT_THAT(done.error().text, HasSubstr(std::string("variable ") + name + "="));
        EXPECT_THAT(done.error().text, HasSubstr(std::string("expected ") + expected));
    }
}

TEST(InviteShape, ReadsPrivacyOfBothKinds) {
    const Privacy nothing{};
    EXPECT_EQ(read_privacy(""), nothing);
    EXPECT_EQ(read_privacy("none"), nothing);
    EXPECT_EQ(read_privacy("screen"), nothing);
    EXPECT_EQ(read_privacy("ID;critical"), (Privacy{false, false, true}));
    EXPECT_EQ(read_privacy("header;user"), (Privacy{true, true, true}));
    EXPECT_EQ(read_privacy("hide_name"), (Privacy{true, false, true}));
    EXPECT_EQ(read_privacy("hide_number:screen"), (Privacy{false, true, true}));
    EXPECT_EQ(read_privacy("hide_name:hide_number"), (Privacy{true, true, true}));
    EXPECT_EQ(read_privacy("full"), (Privacy{true, true, true}));
}

}  // namespace
}  // namespace sofia::call
