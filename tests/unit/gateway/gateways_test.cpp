// How gateways register, fail, and go on where another process was.

#include "unit/gateway/gateways_fixture.hpp"

namespace sofia::gateway {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(GatewaysTest, AStandbySaysNothingAndHasNone) {
    pass(1min);
    EXPECT_THAT(endpoint_->requests, IsEmpty());
    EXPECT_EQ(gateways_.find("trunk"), nullptr);
}

TEST_F(GatewaysTest, AnActiveNodeRegistersAtOnceAnswersTheChallengeAndIsUp) {
    promote();
    EXPECT_EQ(state(), "TRYING DOWN");
    EXPECT_EQ(last()->target, "sip:198.51.100.7;transport=udp");
    EXPECT_EQ(last()->header("Contact"), "<sip:gw+trunk@192.0.2.1:5080;transport=udp;gw=trunk>");
    EXPECT_EQ(last()->header("Expires"), "3600");
    EXPECT_EQ(last()->header("Authorization"), "");
    const auto first = last()->dialog;
    challenge();
    EXPECT_THAT(last()->header("Authorization"), HasSubstr("username=\"u\""));
    EXPECT_THAT(last()->header("Authorization"),
                HasSubstr("uri=\"sip:198.51.100.7;transport=udp\""));
    EXPECT_EQ(last()->dialog.call_id, first.call_id);
    EXPECT_EQ(last()->dialog.from_tag, first.from_tag);
    EXPECT_EQ(last()->dialog.cseq, first.cseq + 1);
    accept();
    EXPECT_EQ(state(), "REGED UP");
    const auto& row = rows_.rows.at("trunk");
    EXPECT_EQ(row.call_id, first.call_id);
    EXPECT_EQ(row.cseq, first.cseq + 1);
    EXPECT_EQ(row.granted_until, clock_.wall() + 600s);
    EXPECT_THAT(told_,
                ElementsAre("gateway_add Gateway=trunk profile-name=external",
                            "gateway_state Gateway=trunk State=TRYING Ping-Status=DOWN",
                            "gateway_state Gateway=trunk State=REGISTER Ping-Status=DOWN "
                            "Register-Network-IP=198.51.100.7 Register-Network-Port=5060 "
                            "Phrase=OK Status=200",
                            "gateway_state Gateway=trunk State=REGED Ping-Status=UP "
                            "Register-Network-IP=198.51.100.7 Register-Network-Port=5060"));
}

TEST_F(GatewaysTest, OneOfRfc5626RegistersItsInstanceAndFlow) {
    auto params = registering();
    params["rfc-5626"] = "true";
    configure({{"trunk", params}});
    promote();
    EXPECT_EQ(last()->header("Contact"),
              "<sip:gw+trunk@192.0.2.1:5080;transport=udp;gw=trunk>;+sip.instance=\""
              "<urn:uuid:30d892ca-c974-5e70-81a9-a7ff7f7bda54>\";reg-id=1");
    EXPECT_EQ(last()->header("Supported"), "path, outbound");
    challenge();
    EXPECT_EQ(last()->header("Supported"), "path, outbound");
    accept();
    EXPECT_EQ(state(), "REGED UP");
    const auto row = rows_.rows.at("trunk");
    gateways_.demote();
    const auto before = registers();
    promote({row});
    EXPECT_EQ(state(), "REGED UP") << "a successor goes on with the same flow";
    EXPECT_EQ(registers(), before);
}

TEST_F(GatewaysTest, TheGrantedTimeCountsAndTheNonceIsUsedAgain) {
    promote();
    challenge();
    accept(100);
    pass(84s);
    EXPECT_EQ(registers(), 2U);
    pass(3s);
    EXPECT_EQ(registers(), 3U);
    EXPECT_THAT(last()->header("Authorization"), HasSubstr("nc=00000002"));
    EXPECT_EQ(state(), "TRYING UP");
    challenge(401, "2");
    EXPECT_THAT(last()->header("Authorization"), HasSubstr("nonce=\"2\""));
    accept(100);
    EXPECT_EQ(state(), "REGED UP");
}

TEST_F(GatewaysTest, TheExpiresOfOurOwnContactCountsBeforeTheHeader) {
    promote();
    sip::Response response;
    response.status = 200;
    response.headers.push_back({"Expires", "900"});
    response.contacts.push_back({{{}, "sip:other@203.0.113.1", {}}, 50, 1000, false});
    response.contacts.push_back({{{}, "sip:gw+trunk@192.0.2.1:5080", {}}, 60, 1000, false});
    last()->answer(response);
    loop_.drain();
    EXPECT_EQ(rows_.rows.at("trunk").granted_until, clock_.wall() + 60s);
}

TEST_F(GatewaysTest, WrongCredentialsAreSentOnceAndTold) {
    promote();
    challenge();
    challenge(401, "2");
    EXPECT_EQ(registers(), 2U);
    EXPECT_EQ(state(), "FAILED DOWN");
    EXPECT_THAT(told_,
                Contains("gateway_invalid_digest_req Gateway=trunk profile-name=external "
                         "network-ip=198.51.100.7 network-port=5060 realm=r"));
    pass(29s);
    EXPECT_EQ(registers(), 2U);
    pass(3s);
    EXPECT_EQ(registers(), 3U);
}

TEST_F(GatewaysTest, ALeastTimeIsAskedForAtOnceAndKept) {
    promote();
    refuse(423, {{"Min-Expires", "7200"}});
    EXPECT_EQ(last()->header("Expires"), "7200");
    accept(7200);
    EXPECT_EQ(state(), "REGED UP");
    EXPECT_EQ(gateways_.find("trunk")->wanted(), 7200s);
}

TEST_F(GatewaysTest, A423WithoutMoreTimeIsARefusal) {
    promote();
    refuse(423, {{"Min-Expires", "60"}});
    EXPECT_EQ(state(), "FAILED DOWN");
    EXPECT_EQ(registers(), 1U);
}

TEST_F(GatewaysTest, ARefusalIsTriedAgainLater) {
    promote();
    refuse(403);
    pass(2s);
    EXPECT_EQ(state(), "FAIL_WAIT DOWN");
    pass(30s);
    EXPECT_EQ(state(), "TRYING DOWN");
    EXPECT_THAT(told_,
                Contains("gateway_state Gateway=trunk State=FAILED Ping-Status=DOWN "
                         "Phrase=Forbidden Status=403"));
}

TEST_F(GatewaysTest, ARegistrationThatCannotBeWrittenIsUsedAllTheSame) {
    rows_.fails = true;
    promote();
    accept();
    EXPECT_EQ(state(), "REGED UP");
}

TEST_F(GatewaysTest, TheSuccessorDoesNotRegisterTwice) {
    promote();
    accept(600);
    const auto row = rows_.rows.at("trunk");
    gateways_.demote();
    pass(10s);
    EXPECT_EQ(registers(), 1U) << "and the demotion said nothing";
    promote({row});
    EXPECT_EQ(state(), "REGED UP");
    pass(574s);
    EXPECT_EQ(registers(), 1U);
    pass(3s);
    ASSERT_EQ(registers(), 2U);
    EXPECT_EQ(last()->dialog.call_id, row.call_id);
    EXPECT_GT(last()->dialog.cseq, row.cseq);
}

TEST_F(GatewaysTest, TheSuccessorRegistersWhenTheTimeIsOver) {
    promote();
    accept(600);
    const auto row = rows_.rows.at("trunk");
    gateways_.demote();
    pass(600s);
    promote({row});
    EXPECT_EQ(state(), "TRYING DOWN");
    EXPECT_EQ(last()->dialog.call_id, row.call_id);
    EXPECT_GT(last()->dialog.cseq, row.cseq);
}

TEST_F(GatewaysTest, ARowForAnotherRegistrarOrContactIsNotGoneOnWith) {
    promote();
    accept(600);
    auto row = rows_.rows.at("trunk");
    gateways_.demote();
    row.contact = "<sip:gw+trunk@192.0.2.99>";
    promote({row});
    EXPECT_EQ(state(), "TRYING DOWN");
    gateways_.demote();
    row.registrar = "sip:elsewhere";
    promote({row});
    EXPECT_NE(last()->dialog.call_id, row.call_id);
}

TEST_F(GatewaysTest, TheRowIsWrittenBeforeItsCseqLagsFarBehind) {
    promote();
    accept(20);
    for (int i = 0; i < 600; ++i) {
        pass(5s);
        if (state().starts_with("TRYING"))
            refuse(503);
        pass(40s);
    }
    EXPECT_LT(last()->dialog.cseq - rows_.rows.at("trunk").cseq, kCseqStep);
}

TEST_F(GatewaysTest, CommandsRegisterAndUnregister) {
    promote();
    accept();
    EXPECT_TRUE(gateways_.find("trunk")->command(false));
    EXPECT_EQ(state(), "UNREGISTER UP");
    pass(1s);
    EXPECT_EQ(state(), "DOWN DOWN");
    EXPECT_EQ(last()->header("Expires"), "0");
    EXPECT_EQ(rows_.rows.at("trunk").granted_until, base::WallTime{});
    challenge();
    EXPECT_EQ(last()->header("Expires"), "0");
    refuse(200);
    pass(1h);
    EXPECT_EQ(state(), "DOWN DOWN");
    EXPECT_TRUE(gateways_.find("trunk")->command(true));
    pass(1s);
    accept();
    EXPECT_EQ(state(), "REGED UP");
}

}  // namespace
}  // namespace sofia::gateway
