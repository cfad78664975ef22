#include "sip/digest_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const DigestIdentity kAlice{"alice", "s3cret"};
constexpr std::string_view kUri = "sip:trunk.example";

Response refusal(int status, std::vector<std::string> challenges) {
    Response response;
    response.status = status;
    for (auto& value : challenges)
        response.headers.push_back(
            {status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate", std::move(value)});
    return response;
}

std::string challenge(const std::string& nonce, const std::string& rest = ", qop=\"auth\"") {
    return "Digest realm=\"trunk\", nonce=\"" + nonce + "\"" + rest;
}

/// Whether a header line answers for alice as the server side checks it.
bool is_right(const Header& line, std::string_view method = "REGISTER") {
    const auto sent = DigestCredentials::parse(line.value);
    return sent && sent->complete() && sent->uri == kUri &&
           digest_matches(
               *sent, digest_ha1(*sent->algorithm, "alice", sent->realm, "s3cret"), method);
}

TEST(ReceivedChallenge, KeepsWhatTheAnswerNeeds) {
    const auto seen = ReceivedChallenge::parse(
        R"(Digest realm="a \"b\"", domain="sip:x", nonce="n,1", opaque="o=", stale=TRUE, algorithm=SHA-256, qop="auth-int, auth")");
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->realm, "a \"b\"");
    EXPECT_EQ(seen->nonce, "n,1");
    EXPECT_EQ(seen->opaque, "o=");
    EXPECT_TRUE(seen->stale);
    EXPECT_EQ(seen->algorithm, DigestAlgorithm::Sha256);
    EXPECT_TRUE(seen->is_answerable());
}

TEST(ReceivedChallenge, IsNoneWithoutRealmOrNonceOrWithAnotherScheme) {
    EXPECT_FALSE(ReceivedChallenge::parse("Digest nonce=\"1\""));
    EXPECT_FALSE(ReceivedChallenge::parse("Digest realm=\"1\""));
    EXPECT_FALSE(ReceivedChallenge::parse("Basic realm=\"1\", nonce=\"1\""));
    EXPECT_FALSE(ReceivedChallenge::parse("Digest realm=\"1, nonce=\"1\""));
}

TEST(DigestClient, SaysNothingBeforeItIsAsked) {
    DigestClient client;
    EXPECT_THAT(client.headers(kAlice, "REGISTER", kUri), IsEmpty());
    EXPECT_FALSE(client.is_challenged());
}

TEST(DigestClient, AnswersA401InAuthorizationAndA407InProxyAuthorization) {
    DigestClient client;
    ASSERT_TRUE(client.take(refusal(401, {challenge("1")})));
    auto lines = client.headers(kAlice, "REGISTER", kUri);
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_EQ(lines[0].name, "Authorization");
    EXPECT_TRUE(is_right(lines[0]));

    DigestClient proxied;
    ASSERT_TRUE(proxied.take(refusal(407, {challenge("1")})));
    lines = proxied.headers(kAlice, "INVITE", kUri);
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_EQ(lines[0].name, "Proxy-Authorization");
    EXPECT_TRUE(is_right(lines[0], "INVITE"));
}

TEST(DigestClient, AnswersWithoutQopAsRfc2069HasIt) {
    DigestClient client;
    ASSERT_TRUE(client.take(refusal(401, {challenge("1", ", opaque=\"o\"")})));
    const auto lines = client.headers(kAlice, "REGISTER", kUri);
    EXPECT_TRUE(is_right(lines.at(0)));
    EXPECT_THAT(lines[0].value, HasSubstr("opaque=\"o\""));
    EXPECT_THAT(lines[0].value, Not(HasSubstr("qop")));
}

TEST(DigestClient, TakesTheFirstAlgorithmThatItHas) {
    DigestClient client;
    ASSERT_TRUE(client.take(refusal(401,
                                    {challenge("0", ", algorithm=MD5-sess"),
                                     challenge("1", ", algorithm=SHA-256, qop=\"auth\""),
                                     challenge("2", ", algorithm=MD5, qop=\"auth\"")})));
    const auto lines = client.headers(kAlice, "REGISTER", kUri);
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_THAT(lines[0].value, HasSubstr("algorithm=SHA-256"));
    EXPECT_TRUE(is_right(lines[0]));
}

TEST(DigestClient, CountsTheUsesOfANonce) {
    DigestClient client;
    ASSERT_TRUE(client.take(refusal(401, {challenge("1")})));
    EXPECT_THAT(client.headers(kAlice, "REGISTER", kUri).at(0).value, HasSubstr("nc=00000001"));
    client.begin();
    const auto again = client.headers(kAlice, "REGISTER", kUri).at(0);
    EXPECT_THAT(again.value, HasSubstr("nc=00000002"));
    EXPECT_TRUE(is_right(again));
}

TEST(DigestClient, ASecondChallengeForTheSameRequestIsARefusal) {
    DigestClient client;
    client.begin();
    ASSERT_TRUE(client.take(refusal(401, {challenge("1")})));
    EXPECT_FALSE(client.take(refusal(401, {challenge("1")})));
    const auto refused = client.take(refusal(401, {challenge("2")}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text, "realm trunk refuses our credentials");
}

TEST(DigestClient, AStaleNonceIsAnsweredAgainButNotForEver) {
    DigestClient client;
    client.begin();
    ASSERT_TRUE(client.take(refusal(401, {challenge("1")})));
    EXPECT_FALSE(client.take(refusal(401, {challenge("1", ", stale=true")})));
    for (const char* nonce : {"2", "3", "4"})
        EXPECT_TRUE(client.take(refusal(401, {challenge(nonce, ", stale=true, qop=\"auth\"")})));
    EXPECT_FALSE(client.take(refusal(401, {challenge("5", ", stale=true")})));
}

TEST(DigestClient, ANonceOfAnEarlierRequestMayBeReplacedWithoutTheWordStale) {
    DigestClient client;
    client.begin();
    ASSERT_TRUE(client.take(refusal(401, {challenge("1")})));
    client.begin();
    client.headers(kAlice, "REGISTER", kUri);
    EXPECT_TRUE(client.take(refusal(401, {challenge("2")})));
    EXPECT_FALSE(client.take(refusal(401, {challenge("3")})));
}

TEST(DigestClient, AProxyAndTheServerBehindItAreAnsweredTogether) {
    DigestClient client;
    client.begin();
    ASSERT_TRUE(client.take(refusal(407, {challenge("1")})));
    ASSERT_TRUE(client.take(refusal(401, {challenge("2")})));
    const auto lines = client.headers(kAlice, "INVITE", kUri);
    ASSERT_THAT(lines, SizeIs(2));
    EXPECT_TRUE(is_right(lines[0], "INVITE"));
    EXPECT_TRUE(is_right(lines[1], "INVITE"));
}

TEST(DigestClient, WhatItCannotAnswerIsSaid) {
    DigestClient client;
    const auto taken = client.take(
        refusal(401, {challenge("1", ", qop=\"auth-int\""), "Basic realm=\"x\"", "Digest"}));
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().text, "401 without a challenge that can be answered");
    EXPECT_FALSE(client.take(refusal(407, {})));
}

TEST(DigestClient, QuotesInANameAreEscaped) {
    DigestClient client;
    ASSERT_TRUE(client.take(refusal(401, {challenge("1")})));
    const auto line = client.headers({"al\"ice\\", "s3cret"}, "REGISTER", kUri).at(0);
    const auto sent = DigestCredentials::parse(line.value);
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->username, "al\"ice\\");
}

}  // namespace
}  // namespace sofia::sip
