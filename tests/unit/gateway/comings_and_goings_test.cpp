// How gateways come and go, ping, and are found.

#include "unit/gateway/gateways_fixture.hpp"

namespace sofia::gateway {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(GatewaysTest, AGatewayWithoutRegistrationRefusesTheCommand) {
    configure({{"plain", silent()}});
    promote();
    EXPECT_EQ(state("plain"), "NOREG UP");
    EXPECT_FALSE(gateways_.find("plain")->command(true));
    EXPECT_EQ(registers(), 0U);
}

TEST_F(GatewaysTest, AKilledGatewayUnregistersAndIsForgotten) {
    promote();
    accept();
    EXPECT_TRUE(gateways_.kill("external::trunk"));
    EXPECT_EQ(state(), "none");
    EXPECT_FALSE(gateways_.kill("trunk"));
    EXPECT_EQ(last()->header("Expires"), "0");
    EXPECT_FALSE(gateways_.is_quiet("external"));
    EXPECT_TRUE(gateways_.is_quiet("internal"));
    refuse(200);
    EXPECT_TRUE(gateways_.is_quiet({}));
    pass(1s);
    EXPECT_THAT(rows_.rows, IsEmpty());
    loop_.drain();
    EXPECT_THAT(told_, Contains("gateway_delete profile-name=external Gateway=trunk"));
}

TEST_F(GatewaysTest, KilledAndRescannedItRegistersAnewWhenTheOldOneIsGone) {
    promote();
    accept();
    const auto before = last()->dialog.call_id;
    gateways_.kill("trunk");
    gateways_.follow(*settings_);
    pass(2s);
    EXPECT_EQ(state(), "UNREGED DOWN");
    EXPECT_EQ(last()->header("Expires"), "0");
    refuse(200);
    pass(2s);
    EXPECT_EQ(state(), "TRYING DOWN");
    EXPECT_NE(last()->dialog.call_id, before);
    accept();
    pass(2s);
    EXPECT_EQ(rows_.rows.at("trunk").call_id, last()->dialog.call_id);
}

TEST_F(GatewaysTest, ARegistrarThatIsAwayDoesNotKeepAReplacementForEver) {
    promote();
    accept();
    gateways_.kill("trunk");
    gateways_.follow(*settings_);
    pass(7s);
    EXPECT_EQ(state(), "TRYING DOWN");
}

TEST_F(GatewaysTest, ARescanAddsNewOnesRemovesOldOnesAndLeavesTheOthersAlone) {
    configure({{"a", registering()}, {"b", silent()}});
    promote();
    accept();
    auto* untouched = gateways_.find("a");
    configure({{"a", registering()}, {"c", silent()}});
    EXPECT_EQ(gateways_.find("a"), untouched);
    EXPECT_EQ(registers(), 1U);
    EXPECT_EQ(state("b"), "none");
    EXPECT_EQ(state("c"), "NOREG UP");
}

TEST_F(GatewaysTest, ARescanChangesInPlaceWhatDoesNotConcernTheRegistration) {
    promote();
    accept();
    auto params = registering();
    params["ping"] = "10";
    params["context"] = "trunks";
    configure({{"trunk", params}});
    EXPECT_EQ(state(), "REGED UP");
    EXPECT_EQ(gateways_.find("trunk")->settings().context, "trunks");
    EXPECT_EQ(registers(), 1U);
    pass(11s);
    EXPECT_EQ(endpoint_->all(sip::Method::Options).size(), 1U);
}

TEST_F(GatewaysTest, ARescanReplacesOneThatRegistersElsewhere) {
    promote();
    accept();
    const auto trunk = gateways_.find("trunk")->trunk();
    auto params = registering();
    params["proxy"] = "198.51.100.8";
    configure({{"trunk", params}});
    EXPECT_EQ(last()->header("Expires"), "0");
    EXPECT_EQ(last()->target, "sip:198.51.100.7;transport=udp");
    refuse(200);
    pass(2s);
    EXPECT_EQ(last()->target, "sip:198.51.100.8;transport=udp");
    EXPECT_EQ(trunk->settings().password, "p") << "a call that is up keeps what it needs";
}

TEST_F(GatewaysTest, OneThatWasKilledComesBackByStart) {
    promote();
    gateways_.kill("trunk");
    EXPECT_FALSE(gateways_.start(*settings_, "other"));
    EXPECT_TRUE(gateways_.start(*settings_, "trunk"));
    EXPECT_EQ(state(), "UNREGED DOWN");
}

TEST_F(GatewaysTest, PingsTakeItDownAndUp) {
    auto params = silent();
    params["ping"] = "5";
    configure({{"plain", params}});
    promote();
    pass(6s);
    last(sip::Method::Options)->time_out();
    loop_.drain();
    EXPECT_EQ(state("plain"), "NOREG DOWN");
    pass(5s);
    last(sip::Method::Options)->answer(404);
    loop_.drain();
    EXPECT_EQ(state("plain"), "NOREG UP");
    EXPECT_THAT(told_,
                ElementsAre("gateway_add Gateway=plain profile-name=external",
                            "gateway_state Gateway=plain State=NOREG Ping-Status=DOWN Status=408",
                            "gateway_state Gateway=plain State=NOREG Ping-Status=UP "
                            "Phrase=Not Found Status=404"));
}

TEST_F(GatewaysTest, RegisterProxyIsTheNextHop) {
    auto params = registering();
    params["register-proxy"] = "203.0.113.5:5070";
    configure({{"hop", params}});
    promote();
    EXPECT_EQ(last()->dialog.next_hop, "sip:203.0.113.5:5070");
    EXPECT_EQ(last()->target, "sip:198.51.100.7;transport=udp");
    params["register-transport"] = "tcp";
    configure({{"route", params}});
    loop_.advance(0ms);
    EXPECT_THAT(last()->dialog.route, ElementsAre("<sip:203.0.113.5:5070;transport=tcp;lr>"));
}

TEST_F(GatewaysTest, ACallIsTheirsWhoseContactItNames) {
    promote();
    const auto* trunk = gateways_.find("trunk");
    EXPECT_EQ(gateways_.called_by("sip:gw+trunk@192.0.2.1"), trunk);
    EXPECT_EQ(gateways_.called_by("sip:100@192.0.2.1;transport=udp;gw=trunk"), trunk);
    EXPECT_EQ(gateways_.called_by("sip:gw+other@192.0.2.1"), nullptr);
    EXPECT_EQ(gateways_.called_by("sip:trunk@192.0.2.1"), nullptr);
}

TEST_F(GatewaysTest, AreFoundByNameAndByProfileAndName) {
    promote();
    EXPECT_NE(gateways_.find("external::trunk"), nullptr);
    EXPECT_EQ(gateways_.find("internal::trunk"), nullptr);
    EXPECT_EQ(gateways_.find("trunks"), nullptr);
    EXPECT_EQ(gateways_.all("external").size(), 1U);
    EXPECT_THAT(gateways_.all("internal"), IsEmpty());
}

TEST_F(GatewaysTest, StoppingAProfileUnregisters) {
    promote();
    accept();
    gateways_.leave("external");
    EXPECT_EQ(last()->header("Expires"), "0");
    EXPECT_EQ(state(), "none");
}

TEST_F(GatewaysTest, OnlyTheGatewaysAddressesGetCredentialsWithinADialog) {
    promote();
    accept();
    auto& trunk = *gateways_.find("trunk")->trunk();
    sip::Response refusal;
    refusal.status = 407;
    refusal.headers.push_back({"Proxy-Authenticate", "Digest realm=\"r\", nonce=\"1\""});
    refusal.source = {"203.0.113.66", 5060, "udp"};
    sip::DigestClient client;
    const auto refused = trunk.take(client, refusal, Way::InDialog, "BYE");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text, "the challenge does not come from the gateway");
    refusal.source.ip = "198.51.100.7";
    EXPECT_TRUE(trunk.take(client, refusal, Way::InDialog, "BYE"));
}

}  // namespace
}  // namespace sofia::gateway
