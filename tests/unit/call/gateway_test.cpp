// Calls through gateways: who we say we are, and whose challenges are answered.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/call_world/call_world.hpp"

namespace sofia::call {
namespace {

using testing::HasSubstr;

class GatewayCall : public test::CallWorld {
  protected:
    GatewayCall() {
        writer_.commit_at_once();
        dialplan({{"bridge", "sofia/gateway/trunk/4930"}});
    }

    /// The gateway at bob's address, with which no registration is needed.
    void trunk(std::map<std::string, std::string> more = {},
               std::map<std::string, std::string> inbound = {}) {
        std::map<std::string, std::string> params{
            {"register", "false"}, {"username", "u"}, {"password", "p"}, {"proxy", "198.51.100.7"}};
        for (auto& [name, value] : more)
            params[name] = value;
        gateway(std::move(params), std::move(inbound));
    }

    static sip::Response challenge(int status, const std::string& nonce = "1") {
        sip::Response response;
        response.status = status;
        response.headers.push_back({status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
                                    "Digest realm=\"r\", nonce=\"" + nonce + "\", qop=\"auth\""});
        return response;
    }
    void challenge_invite(int status = 407, const std::string& nonce = "1") {
        callee()->answer(challenge(status, nonce));
        drain();
    }
    std::size_t invites() { return external().all(sip::Method::Invite).size(); }

    /// A call through the gateway that is up.
    void trunk_call_is_up() {
        call();
        challenge_invite();
        callee_answers(200, test::sdp("bob"));
        caller_->ack();
        drain();
    }

    const gateway::TrunkCounters& counted() { return gateways_.find("trunk")->trunk()->counters; }
};

TEST_F(GatewayCall, SaysWhoTheAccountIs) {
    trunk();
    call();
    EXPECT_EQ(callee()->dialog.from.uri, "sip:u@198.51.100.7");
    EXPECT_EQ(callee()->target, "sip:4930@198.51.100.7");
    EXPECT_THAT(callee()->header("Remote-Party-ID"), HasSubstr("<sip:alice@198.51.100.7>"));
    EXPECT_EQ(callee()->header("Proxy-Authorization"), "");
    callee_answers(486);
}

TEST_F(GatewayCall, SaysWhoTheCallerIsWhenAsked) {
    trunk({{"caller-id-in-from", "true"}, {"from-domain", "d.example"}, {"cid-type", "pid"}});
    call();
    EXPECT_EQ(callee()->dialog.from.uri, "sip:alice@d.example");
    EXPECT_THAT(callee()->header("P-Asserted-Identity"), HasSubstr("<sip:alice@d.example>"));
    EXPECT_EQ(callee()->header("Remote-Party-ID"), "");
    callee_answers(486);
}

TEST_F(GatewayCall, MayHaveTheCallersDomain) {
    trunk({{"from-domain", "auto-aleg-domain"}});
    call();
    EXPECT_EQ(callee()->dialog.from.uri, "sip:u@example.com");
    callee_answers(486);
}

TEST_F(GatewayCall, MayHaveTheCallersWholeFrom) {
    trunk({{"from-domain", "auto-aleg-full"}});
    call();
    EXPECT_EQ(callee()->dialog.from.uri, "sip:alice@example.com");
    EXPECT_EQ(callee()->dialog.from.display, "Alice");
    EXPECT_TRUE(callee()->dialog.from.params.empty()) << "not with the tag of his own dialog";
    callee_answers(486);
    dialplan({{"set", "sip_invite_domain=own.example"},
              {"export", "sip_invite_domain"},
              {"bridge", "[sip_invite_domain=own.example]sofia/gateway/trunk/4930"}});
    call();
    EXPECT_EQ(callee()->dialog.from.uri, "sip:u@own.example") << "a variable goes before it";
    callee_answers(486);
}

TEST_F(GatewayCall, HasNothingOfACallerWhoIsNotToBeKnown) {
    trunk({{"from-domain", "auto-aleg-full"}});
    dialplan({{"bridge", "[origination_privacy=hide_number]sofia/gateway/trunk/4930"}});
    call();
    EXPECT_EQ(callee()->dialog.from.uri, "sip:u@198.51.100.7");
    callee_answers(486);
}

TEST_F(GatewayCall, AChallengedInviteIsSentAgainWithinItsDialog) {
    trunk();
    call();
    const auto first = callee();
    challenge_invite();
    ASSERT_EQ(invites(), 2U);
    EXPECT_EQ(callee()->call_id, first->call_id);
    EXPECT_EQ(callee()->local_tag, first->local_tag);
    EXPECT_EQ(callee()->cseq, first->cseq + 1);
    EXPECT_EQ(callee()->request.body, first->request.body);
    EXPECT_THAT(callee()->header("Proxy-Authorization"),
                HasSubstr("uri=\"sip:4930@198.51.100.7\""));
    EXPECT_THAT(callee()->header("Proxy-Authorization"), HasSubstr("nc=00000001"));
    callee_answers(200, test::sdp("bob"));
    EXPECT_EQ(caller_->status(), 200);
    caller_->ack();
    drain();
    EXPECT_EQ(counted().calls_out, 1U);
    EXPECT_EQ(counted().failed_calls_out, 0U);
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, ARefusedPasswordEndsTheCall) {
    trunk();
    call();
    challenge_invite();
    challenge_invite(407, "2");
    EXPECT_EQ(invites(), 2U);
    EXPECT_TRUE(caller_->is_answered());
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("CALL_REJECTED"));
    EXPECT_EQ(counted().failed_calls_out, 1U);
}

TEST_F(GatewayCall, WithoutAGatewayNoChallengeIsAnswered) {
    trunk();
    dialplan({{"bridge", "sofia/external/4930@198.51.100.7"}});
    call();
    challenge_invite();
    EXPECT_EQ(invites(), 1U);
    EXPECT_TRUE(caller_->is_answered());
}

TEST_F(GatewayCall, WhereARedirectionLedTheGatewaysPasswordIsNotGiven) {
    trunk();
    call();
    sip::Response moved;
    moved.status = 302;
    moved.contacts.push_back({{{}, "sip:4930@203.0.113.66", {}}, {}, 1000, false});
    callee()->answer(moved);
    drain();
    ASSERT_EQ(invites(), 2U);
    auto stranger = challenge(407);
    stranger.source = {"203.0.113.66", 5060, "udp"};
    callee()->answer(stranger);
    drain();
    EXPECT_EQ(invites(), 2U);
    EXPECT_THAT(caller_->header("Reason"), HasSubstr("MANDATORY_IE_MISSING"));
}

TEST_F(GatewayCall, ACancelledCallAnswersNoChallenge) {
    trunk();
    call();
    caller_->cancel();
    drain();
    challenge_invite();
    EXPECT_EQ(invites(), 1U);
}

TEST_F(GatewayCall, AChallengedByeIsSentAgain) {
    trunk();
    trunk_call_is_up();
    from_caller(sip::Method::Bye);
    external().last(sip::Method::Bye)->answer(challenge(407, "2"));
    drain();
    const auto byes = external().all(sip::Method::Bye);
    ASSERT_EQ(byes.size(), 2U);
    EXPECT_THAT(byes[1]->header("Proxy-Authorization"), HasSubstr("nonce=\"2\""));
    EXPECT_EQ(byes[1]->cseq, byes[0]->cseq + 1);
    answer_byes();
}

TEST_F(GatewayCall, AByeThatAStrangerChallengesGetsNoCredentials) {
    trunk();
    trunk_call_is_up();
    from_caller(sip::Method::Bye);
    auto stranger = challenge(407, "2");
    stranger.source = {"203.0.113.66", 5060, "udp"};
    external().last(sip::Method::Bye)->answer(stranger);
    drain();
    EXPECT_EQ(external().all(sip::Method::Bye).size(), 1U);
    EXPECT_EQ(table_.size(), 0U) << "and the call is over all the same";
}

TEST_F(GatewayCall, AChallengedReinviteIsSentAgainAndItsPeerHearsOfTheEndOnly) {
    trunk();
    trunk_call_is_up();
    const auto change = from_caller(sip::Method::Invite, test::hold_sdp("alice"));
    external().last(sip::Method::Invite)->answer(challenge(407, "2"));
    drain();
    ASSERT_EQ(invites(), 4U);
    EXPECT_FALSE(change->is_answered());
    EXPECT_THAT(callee()->header("Proxy-Authorization"), HasSubstr("nonce=\"2\""));
    EXPECT_EQ(callee()->request.body, test::hold_sdp("alice"));
    callee()->answer(200, test::sdp("bob"));
    drain();
    EXPECT_EQ(change->status(), 200);
    change->ack();
    drain();
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, AChallengedInfoIsSentAgainWithItsBodyAndItsPeerHearsOfTheEndOnly) {
    trunk();
    trunk_call_is_up();
    const sip::Body digit{"application/dtmf-relay", "Signal=5"};
    const auto info = from_caller(sip::Method::Info, digit);
    external().last(sip::Method::Info)->answer(challenge(407, "2"));
    drain();
    ASSERT_EQ(external().all(sip::Method::Info).size(), 2U);
    EXPECT_FALSE(info->is_answered());
    const auto again = external().last(sip::Method::Info);
    EXPECT_THAT(again->header("Proxy-Authorization"), HasSubstr("nonce=\"2\""));
    EXPECT_EQ(again->request.body, digit);
    again->answer(200);
    drain();
    EXPECT_EQ(info->status(), 200);
    const auto second = from_caller(sip::Method::Info, digit);
    external().last(sip::Method::Info)->answer(challenge(407, "3"));
    drain();
    external().last(sip::Method::Info)->answer(challenge(407, "4"));
    drain();
    EXPECT_EQ(external().all(sip::Method::Info).size(), 4U) << "the password is not given twice";
    EXPECT_EQ(second->status(), 500);
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, InfosThatAreChallengedAtOnceAreAnsweredEach) {
    trunk();
    trunk_call_is_up();
    const auto one = from_caller(sip::Method::Info, {"text/plain", "1"});
    const auto two = from_caller(sip::Method::Info, {"text/plain", "2"});
    const auto sent = external().all(sip::Method::Info);
    sent[0]->answer(challenge(407, "2"));
    sent[1]->answer(challenge(407, "3"));
    drain();
    const auto again = external().all(sip::Method::Info);
    ASSERT_EQ(again.size(), 4U);
    EXPECT_EQ(again[2]->request.body.data, "1");
    EXPECT_EQ(again[3]->request.body.data, "2");
    again[2]->answer(200);
    again[3]->answer(200);
    drain();
    EXPECT_EQ(one->status(), 200);
    EXPECT_EQ(two->status(), 200);
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, AnInfoThatAStrangerChallengesGetsNoCredentials) {
    trunk();
    trunk_call_is_up();
    const auto info = from_caller(sip::Method::Info, {"text/plain", "1"});
    auto stranger = challenge(407, "2");
    stranger.source = {"203.0.113.66", 5060, "udp"};
    external().last(sip::Method::Info)->answer(stranger);
    drain();
    EXPECT_EQ(external().all(sip::Method::Info).size(), 1U);
    EXPECT_EQ(info->status(), 500);
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, AChallengedUpdateIsSentAgain) {
    trunk();
    call();
    challenge_invite();
    callee_ = callee();
    sip::Response answer;
    answer.status = 200;
    answer.body = test::sdp("bob");
    answer.headers = {{"Allow", "INVITE, UPDATE"}};
    callee_->answer(answer);
    drain();
    caller_->ack();
    drain();
    const auto change = from_caller(sip::Method::Update, test::hold_sdp("alice"));
    external().last(sip::Method::Update)->answer(challenge(407, "2"));
    drain();
    ASSERT_EQ(external().all(sip::Method::Update).size(), 2U);
    EXPECT_THAT(external().last(sip::Method::Update)->header("Proxy-Authorization"),
                HasSubstr("nonce=\"2\""));
    external().last(sip::Method::Update)->answer(200, test::sdp("bob"));
    drain();
    EXPECT_EQ(change->status(), 200);
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, AChallengedNotifyOfATransferIsSentAgainUnlessALaterOneTellsMore) {
    extension("default", "3000", {{"bridge", "sofia/external/carol@198.51.100.9"}});
    trunk();
    trunk_call_is_up();
    callee_ = callee();
    const auto refer = [&] {
        sip::Request request;
        request.method = sip::Method::Refer;
        request.method_name = "REFER";
        request.from = {{}, callee_->target, {{"tag", "peer-of-" + callee_->call_id}}};
        request.to = {{}, "sip:alice@192.0.2.1:5080", {{"tag", callee_->local_tag}}};
        request.call_id = callee_->call_id;
        request.cseq = 50;
        request.headers = {{"Refer-To", "<sip:3000@example.com>"}};
        request.source = {"198.51.100.7", 5060, "udp"};
        const auto sent = external().receive(std::move(request));
        drain();
        return sent;
    }();
    EXPECT_EQ(refer->status(), 202);
    const auto notifies = [&] { return external().all(sip::Method::Notify); };
    ASSERT_EQ(notifies().size(), 1U);
    notifies()[0]->answer(challenge(407, "2"));
    drain();
    ASSERT_EQ(notifies().size(), 2U);
    EXPECT_THAT(notifies()[1]->header("Proxy-Authorization"), HasSubstr("nonce=\"2\""));
    EXPECT_EQ(notifies()[1]->request.body, notifies()[0]->request.body);
    EXPECT_EQ(notifies()[1]->header("Event"), "refer;id=50");
    const auto carol = callee();
    carol->answer(180);
    drain();
    ASSERT_EQ(notifies().size(), 3U);
    carol->answer(486);
    drain();
    ASSERT_EQ(notifies().size(), 4U);
    notifies()[2]->answer(challenge(407, "3"));
    drain();
    EXPECT_EQ(notifies().size(), 4U) << "who rings is over";
    notifies()[3]->answer(challenge(407, "4"));
    drain();
    ASSERT_EQ(notifies().size(), 5U);
    EXPECT_THAT(notifies()[4]->request.body.data, HasSubstr("486"));
    from_caller(sip::Method::Bye);
    answer_byes();
}

TEST_F(GatewayCall, KillingTheGatewayHurtsNoCall) {
    trunk();
    trunk_call_is_up();
    gateways_.kill("trunk");
    from_caller(sip::Method::Bye);
    external().last(sip::Method::Bye)->answer(challenge(407, "2"));
    drain();
    EXPECT_EQ(external().all(sip::Method::Bye).size(), 2U) << "it keeps what it needs";
    answer_byes();
}

TEST_F(GatewayCall, ACallFromTheGatewayHasItsContextExtensionAndVariables) {
    trunk({{"context", "from-trunk"}, {"extension", "700"}}, {{"account", "9"}});
    extension("from-trunk", "700", {{"hangup", "USER_BUSY"}});
    auto request = invite("gw+trunk");
    const auto caller = external().receive(std::move(request));
    drain();
    EXPECT_EQ(caller->status(), 486);
    EXPECT_EQ(counted().calls_in, 1U);
    EXPECT_EQ(counted().failed_calls_in, 1U);
}

TEST_F(GatewayCall, TheExtensionAutoIsWhatWasDialled) {
    trunk({{"context", "from-trunk"}, {"extension", "auto"}, {"extension-in-contact", "true"}});
    extension("from-trunk", "701", {{"hangup", "USER_BUSY"}});
    auto request = invite("701");
    request.uri = "sip:701@192.0.2.1:5080;gw=trunk";
    const auto caller = external().receive(std::move(request));
    drain();
    EXPECT_EQ(caller->status(), 486);
    auto by_contact = invite("702");
    by_contact.uri = "sip:gw+trunk@192.0.2.1:5080";
    by_contact.to.uri = "sip:701@trunk.example";
    by_contact.call_id += "-2";
    const auto second = external().receive(std::move(by_contact));
    drain();
    EXPECT_EQ(second->status(), 486);
}

}  // namespace
}  // namespace sofia::call
