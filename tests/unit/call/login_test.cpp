#include "call/login.hpp"

#include <gmock/gmock.h>

namespace sofia::call {
namespace {

using testing::HasSubstr;

sip::Response challenge(const std::string& from) {
    sip::Response response;
    response.status = 407;
    response.source.ip = from;
    response.headers.push_back(
        {"Proxy-Authenticate", R"(Digest realm="far", nonce="n", algorithm=MD5, qop="auth")"});
    return response;
}

class Login : public testing::Test {
  protected:
    Login() { leg_.peer.ip = "192.0.2.1"; }

    void says_itself() {
        leg_.variables.set("sip_auth_username", "me");
        leg_.variables.set("sip_auth_password", "secret");
    }

    Leg leg_{base::LegUuid("leg"), Side::B, "external"};
};

TEST_F(Login, OfVariablesAnswersWhomTheCallIsWith) {
    says_itself();
    ASSERT_TRUE(take_challenge(leg_, challenge("192.0.2.1"), gateway::Way::InDialog, "BYE"));
    const auto headers = credentials(leg_, "BYE", "sip:far@192.0.2.1");
    ASSERT_EQ(headers.size(), 1U);
    EXPECT_EQ(headers.front().name, "Proxy-Authorization");
    EXPECT_THAT(headers.front().value, HasSubstr(R"(username="me")"));
    EXPECT_THAT(headers.front().value, HasSubstr(R"(uri="sip:far@192.0.2.1")"));
}

TEST_F(Login, OfVariablesIsNotForAStranger) {
    says_itself();
    const auto taken =
        take_challenge(leg_, challenge("203.0.113.9"), gateway::Way::InDialog, "BYE");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, base::ErrorKind::Unsupported);
    EXPECT_TRUE(credentials(leg_, "BYE", "sip:far@192.0.2.1").empty());
}

TEST_F(Login, OfVariablesAnswersWhoeverTheFirstInviteWasFor) {
    says_itself();
    leg_.peer.ip.clear();  // Nobody has answered yet.
    EXPECT_TRUE(take_challenge(leg_, challenge("192.0.2.1"), gateway::Way::ToGateway, "INVITE"));
}

TEST_F(Login, NeedsAUserAndAPassword) {
    leg_.variables.set("sip_auth_username", "caller's own");
    const auto taken = take_challenge(leg_, challenge("192.0.2.1"), gateway::Way::InDialog, "BYE");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, base::ErrorKind::NotFound);
}

TEST_F(Login, IsNotGivenTwiceForOneRequest) {
    says_itself();
    ASSERT_TRUE(take_challenge(leg_, challenge("192.0.2.1"), gateway::Way::InDialog, "BYE"));
    EXPECT_FALSE(take_challenge(leg_, challenge("192.0.2.1"), gateway::Way::InDialog, "BYE"));
}

}  // namespace
}  // namespace sofia::call
