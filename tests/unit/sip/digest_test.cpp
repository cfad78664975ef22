#include "sip/digest.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sofia::sip {
namespace {

/// RFC 7616 3.9.1, both algorithms.
std::string rfc7616(const std::string& algorithm, const std::string& response) {
    return "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
           "algorithm=" +
           algorithm +
           ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
           "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" +
           response + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
}

std::string ha1_of(const DigestCredentials& credentials, const char* password) {
    return digest_ha1(*credentials.algorithm, credentials.username, credentials.realm, password);
}

TEST(Digest, MatchesTheMd5VectorOfRfc7616) {
    const auto sent = DigestCredentials::parse(rfc7616("MD5", "8ca523f5e9506fed4657c9700eebdbec"));
    ASSERT_TRUE(sent);
    EXPECT_TRUE(digest_matches(*sent, ha1_of(*sent, "Circle of Life"), "GET"));
    EXPECT_FALSE(digest_matches(*sent, ha1_of(*sent, "Circle of life"), "GET"));
    EXPECT_FALSE(digest_matches(*sent, ha1_of(*sent, "Circle of Life"), "POST"));
}

TEST(Digest, MatchesTheSha256VectorOfRfc7616) {
    const auto sent = DigestCredentials::parse(
        rfc7616("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"));
    ASSERT_TRUE(sent);
    EXPECT_TRUE(digest_matches(*sent, ha1_of(*sent, "Circle of Life"), "GET"));
}

TEST(Digest, MatchesTheVectorOfRfc2617) {
    const auto sent = DigestCredentials::parse(
        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
        "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, "
        "nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", "
        "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
    ASSERT_TRUE(sent);
    EXPECT_EQ(ha1_of(*sent, "Circle Of Life"), "939e7578ed9e3c518a452acee763bce9");
    EXPECT_TRUE(digest_matches(*sent, ha1_of(*sent, "Circle Of Life"), "GET"));
}

/// The same values without qop; the hash of RFC 2617 3.2.2.1's compatible form, by md5sum.
TEST(Digest, MatchesThePlainFormWithoutQop) {
    const auto sent = DigestCredentials::parse(
        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
        "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
        "response=\"670fd8c2df070c60b045671b8b24ff02\"");
    ASSERT_TRUE(sent);
    EXPECT_TRUE(sent->complete());
    EXPECT_TRUE(digest_matches(*sent, ha1_of(*sent, "Circle Of Life"), "GET"));
}

TEST(Digest, ComputesSha512Slash256) {
    // printf 'a:b:c' | openssl dgst -sha512-256
    EXPECT_EQ(digest_ha1(DigestAlgorithm::Sha512_256, "a", "b", "c"),
              "8eb13a416df8d7c256bb1b2fdc7824b9ab088eba9459502ef1de3d73c9dd7901");
}

TEST(Digest, AcceptsAResponseInUpperCase) {
    const auto sent = DigestCredentials::parse(rfc7616("md5", "8CA523F5E9506FED4657C9700EEBDBEC"));
    EXPECT_TRUE(digest_matches(*sent, ha1_of(*sent, "Circle of Life"), "GET"));
}

TEST(Digest, NeverMatchesWithoutAHashOrWithAnUnknownQop) {
    auto sent = DigestCredentials::parse(rfc7616("MD5", "8ca523f5e9506fed4657c9700eebdbec"));
    EXPECT_FALSE(digest_matches(*sent, "", "GET"));
    const auto ha1 = ha1_of(*sent, "Circle of Life");
    sent->qop = "auth-int";
    EXPECT_FALSE(digest_matches(*sent, ha1, "GET"));
    sent->qop = "auth";
    sent->response.clear();
    EXPECT_FALSE(digest_matches(*sent, ha1, "GET"));
    sent->algorithm.reset();
    EXPECT_EQ(digest_response(*sent, ha1, "GET"), "");
}

TEST(DigestCredentials, TakesEscapesOffAndPassesOverUnknownParameters) {
    const auto sent = DigestCredentials::parse(
        R"(digest  username = "a\"b\\c" ,x=1,y="z, \"w", realm="r",nc=0000000A)");
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->username, R"(a"b\c)");
    EXPECT_EQ(sent->realm, "r");
    EXPECT_EQ(sent->nc, 10U);
    EXPECT_FALSE(sent->complete());
}

TEST(DigestCredentials, RemembersThatAnAlgorithmIsNotOffered) {
    EXPECT_FALSE(DigestCredentials::parse("Digest algorithm=MD5-sess")->algorithm);
    EXPECT_EQ(DigestCredentials::parse("Digest algorithm=\"sha-512-256\"")->algorithm,
              DigestAlgorithm::Sha512_256);
    EXPECT_EQ(DigestCredentials::parse("Digest realm=x")->algorithm, DigestAlgorithm::Md5);
}

TEST(DigestCredentials, AreIncompleteWhenQopLacksItsCount) {
    auto sent = DigestCredentials::parse(rfc7616("MD5", "x"));
    ASSERT_TRUE(sent->complete());
    sent->nc_text.clear();
    EXPECT_FALSE(sent->complete());
}

TEST(DigestCredentials, RefuseMalformedText) {
    for (const std::string text : {"",
                                   "Digest",
                                   "Digestusername=\"a\"",
                                   "Basic dXNlcjpwYXNz",
                                   "Digest username",
                                   "Digest username=",
                                   "Digest =x",
                                   "Digest username=\"a",
                                   "Digest username=\"a\\",
                                   "Digest username=\"a\"b",
                                   "Digest username=a b",
                                   "Digest username=\"a\", username=\"b\"",
                                   "Digest nc=xyz",
                                   "Digest nc=000000001",
                                   "Digest nc=-1",
                                   "Digest username=\"a\nb\""})
        EXPECT_FALSE(DigestCredentials::parse(text)) << text;
}

TEST(DigestCredentials, SurviveMutation) {
    std::mt19937 random(7616);
    const auto seed = rfc7616("MD5", "8ca523f5e9506fed4657c9700eebdbec");
    const auto good = *DigestCredentials::parse(seed);
    const auto ha1 = ha1_of(good, "Circle of Life");
    int refused = 0;
    for (int round = 0; round < 20000; ++round) {
        auto text = seed;
        text[random() % text.size()] = static_cast<char>(random() % 256);
        const auto sent = DigestCredentials::parse(text);
        refused += !sent;
        // Only a change that leaves every hashed value alone may still match.
        if (sent && digest_matches(*sent, ha1, "GET")) {
            EXPECT_EQ(sent->nonce, good.nonce);
            EXPECT_EQ(sent->uri, good.uri);
            EXPECT_EQ(sent->nc, good.nc);
        }
    }
    EXPECT_GT(refused, 1000);
}

TEST(DigestChallenge, IsWrittenInTheOrderThatClientsKnow) {
    DigestChallenge challenge{"example.com", "abc", DigestAlgorithm::Md5, false};
    EXPECT_EQ(challenge.str(),
              R"(Digest realm="example.com", nonce="abc", algorithm=MD5, qop="auth")");
    challenge.stale = true;
    challenge.algorithm = DigestAlgorithm::Sha256;
    challenge.realm = R"(a"b\)";
    EXPECT_EQ(challenge.str(),
              R"(Digest realm="a\"b\\", nonce="abc", stale=true, algorithm=SHA-256, qop="auth")");
}

TEST(ConstantTimeComparison, SaysWhetherTextsAreEqual) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace sofia::sip
