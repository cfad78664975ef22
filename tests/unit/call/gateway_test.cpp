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
