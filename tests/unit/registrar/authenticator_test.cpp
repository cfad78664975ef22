#include "registrar/authenticator.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "registrar/credential_check.hpp"
#include "unit/registrar/fakes.hpp"
#include "unit/registrar/phone.hpp"

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;
using test::Phone;

class AuthenticatorTest : public ::testing::Test {
  protected:
    AuthenticatorTest() {
        bob_.id = "bob";
        bob_.domain = "example.com";
        bob_.params["password"] = "secret";
        profile_.registrar.log_auth_failures = false;
    }

    Verdict check(const sip::Request& request, ChallengeBy by = ChallengeBy::Registrar) {
        model::Directory directory;
        directory.add(bob_);
        // The user pointer of an Accepted dies with the directory; tests look at the rest.
        return authenticator_.check(request, by, profile_, directory, acls_, now_);
    }
    /// Fetches a nonce, as a phone does with its first request.
    void fetch_nonce() {
        const auto verdict = check(request_);
        phone_.nonce =
            test::challenge_param(std::get<Challenge>(verdict).headers.at(0).value, "nonce");
        phone_.nc = 0;
    }
    Verdict answer() {
        request_.authorization = {phone_.credentials("REGISTER", request_.uri)};
        return check(request_);
    }
    std::string reason_of(const Verdict& verdict) {
        if (const auto* forbidden = std::get_if<Forbidden>(&verdict))
            return forbidden->reason;
        if (const auto* challenge = std::get_if<Challenge>(&verdict))
            return (challenge->stale ? "stale: " : "") + challenge->reason;
        return "accepted";
    }

    model::Profile profile_ = test::internal_profile();
    model::DirectoryUser bob_;
    model::AclLists acls_;
    base::WallTime now_{base::Milliseconds(1767225600000)};
    Authenticator authenticator_{"cluster secret"};
    sip::Request request_ = test::register_request();
    Phone phone_;
};

TEST_F(AuthenticatorTest, ChallengesARequestWithoutCredentials) {
    const auto verdict = check(request_);
    const auto& challenge = std::get<Challenge>(verdict);
    EXPECT_EQ(challenge.status, 401);
    EXPECT_FALSE(challenge.stale);
    ASSERT_EQ(challenge.headers.size(), 1U);
    EXPECT_EQ(challenge.headers[0].name, "WWW-Authenticate");
    const auto& value = challenge.headers[0].value;
    EXPECT_EQ(value,
              "Digest realm=\"example.com\", nonce=\"" + test::challenge_param(value, "nonce") +
                  "\", algorithm=MD5, qop=\"auth\"");
}

TEST_F(AuthenticatorTest, ChallengesACallWith407AndReadsTheOtherHeader) {
    request_.method = sip::Method::Invite;
    const auto verdict = check(request_, ChallengeBy::Proxy);
    const auto& challenge = std::get<Challenge>(verdict);
    EXPECT_EQ(challenge.status, 407);
    EXPECT_EQ(challenge.headers.at(0).name, "Proxy-Authenticate");
    phone_.nonce = test::challenge_param(challenge.headers[0].value, "nonce");
    request_.proxy_authorization = {phone_.credentials("INVITE", request_.uri)};
    EXPECT_EQ(reason_of(check(request_, ChallengeBy::Proxy)), "accepted");
    EXPECT_EQ(reason_of(check(request_, ChallengeBy::Proxy)), "stale: nonce count has not risen");
}

TEST_F(AuthenticatorTest, AcceptsTheRightPassword) {
    fetch_nonce();
    const auto verdict = answer();
    const auto& accepted = std::get<Accepted>(verdict);
    EXPECT_EQ(accepted.auth_user, "bob");
    EXPECT_EQ(accepted.realm, "example.com");
    EXPECT_EQ(accepted.nonce_count, 1U);
    EXPECT_NE(accepted.nonce_id, 0U);
    EXPECT_FALSE(accepted.renewed);
    EXPECT_FALSE(accepted.repeat);
}

TEST_F(AuthenticatorTest, AcceptsEachOfferedAlgorithm) {
    profile_.registrar.algorithms = {"SHA-512-256", "SHA-256", "MD5"};
    const auto verdict = check(request_);
    ASSERT_EQ(std::get<Challenge>(verdict).headers.size(), 3U);
    EXPECT_NE(std::get<Challenge>(verdict).headers[0].value.find("algorithm=SHA-512-256"),
              std::string::npos);
    for (const auto algorithm : {sip::DigestAlgorithm::Md5,
                                 sip::DigestAlgorithm::Sha256,
                                 sip::DigestAlgorithm::Sha512_256}) {
        phone_.algorithm = algorithm;
        request_.authorization.clear();
        fetch_nonce();
        EXPECT_EQ(reason_of(answer()), "accepted");
    }
}

TEST_F(AuthenticatorTest, ChallengesAgainForAnAlgorithmThatIsNotOffered) {
    phone_.algorithm = sip::DigestAlgorithm::Sha256;
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "stale: credentials are incomplete");
}

TEST_F(AuthenticatorTest, RefusesAWrongPasswordAndAnUnknownUser) {
    fetch_nonce();
    phone_.password = "wrong";
    EXPECT_EQ(reason_of(answer()), "wrong password");
    phone_.user = "eve";
    EXPECT_EQ(reason_of(answer()), "unknown user");
}

TEST_F(AuthenticatorTest, DoesNotUseUpACountForAWrongPassword) {
    fetch_nonce();
    phone_.password = "wrong";
    answer();
    phone_.password = "secret";
    phone_.nc = 0;
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, AcceptsARisingCountWithoutANewChallenge) {
    fetch_nonce();
    answer();
    ++request_.cseq;
    const auto verdict = answer();
    EXPECT_TRUE(std::get<Accepted>(verdict).renewed);
    EXPECT_EQ(std::get<Accepted>(verdict).nonce_count, 2U);
}

TEST_F(AuthenticatorTest, ChallengesAReplayWithStale) {
    fetch_nonce();
    answer();
    // The same credentials from elsewhere are a replay; from the same place a retransmission.
    auto replay = request_;
    replay.source.ip = "203.0.113.9";
    EXPECT_EQ(reason_of(check(replay)), "stale: nonce count has not risen");
    const auto verdict = check(request_);
    EXPECT_TRUE(std::get<Accepted>(verdict).repeat);
}

TEST_F(AuthenticatorTest, ChallengesAnOldNonceWithStale) {
    fetch_nonce();
    now_ += 61s;
    const auto verdict = answer();
    EXPECT_EQ(reason_of(verdict), "stale: nonce has expired");
    EXPECT_NE(std::get<Challenge>(verdict).headers.at(0).value.find(" stale=true,"),
              std::string::npos);
}

TEST_F(AuthenticatorTest, AcceptsTheNonceOfABindingAfterTheNonceTtl) {
    fetch_nonce();
    const auto verdict = answer();
    authenticator_.keep_nonce(std::get<Accepted>(verdict).nonce_id, now_ + 3660s);
    now_ += 1800s;
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, KnowsNoncesAndCountsOfTheNodeBefore) {
    fetch_nonce();
    const auto verdict = answer();
    const auto& accepted = std::get<Accepted>(verdict);
    Authenticator next("cluster secret");
    next.seed_nonce(nonce_hash(accepted.nonce_id), accepted.nonce_count, now_ + 3660s);
    std::swap(authenticator_, next);
    now_ += 1800s;
    EXPECT_EQ(reason_of(check(request_)), "stale: nonce count has not risen");
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, ChallengesANonceThatIsNotOurs) {
    phone_.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    EXPECT_EQ(reason_of(answer()), "stale: nonce is not ours");
}

TEST_F(AuthenticatorTest, TakesCredentialsWithoutQopOnce) {
    phone_.with_qop = false;
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "accepted");
    request_.via_branch = "z9hG4bK2";
    EXPECT_EQ(reason_of(answer()), "stale: nonce count has not risen");
}

TEST_F(AuthenticatorTest, PassesOverCredentialsForAnotherRealm) {
    fetch_nonce();
    phone_.realm = "elsewhere.example";
    EXPECT_EQ(reason_of(answer()), "no credentials");
    phone_.realm = "example.com";
    const auto ours = phone_.credentials("REGISTER", request_.uri);
    request_.authorization = {"Basic YQ==", "Digest broken=\"", ours};
    EXPECT_EQ(reason_of(check(request_)), "accepted");
}

TEST_F(AuthenticatorTest, RefusesCredentialsThatWereMadeForAnotherUri) {
    fetch_nonce();
    request_.authorization = {phone_.credentials("REGISTER", "sip:eve@example.com")};
    EXPECT_EQ(reason_of(check(request_)),
              "credentials were made for sip:eve@example.com, the request is for " + request_.uri);
}

TEST_F(AuthenticatorTest, AcceptsCredentialsWhoseHostAProxyReplacedInTheRequest) {
    fetch_nonce();
    request_.authorization = {phone_.credentials("REGISTER", "sip:other.example")};
    EXPECT_EQ(reason_of(check(request_)), "accepted");
}

TEST_F(AuthenticatorTest, TakesTheRealmAsTheProfileSays) {
    request_.from.uri = "sip:bob@From.Example";
    EXPECT_EQ(challenge_realm(request_, profile_), "example.com");
    profile_.registrar.challenge_realm = "auto_from";
    EXPECT_EQ(challenge_realm(request_, profile_), "from.example");
    profile_.registrar.challenge_realm = "literal";
    EXPECT_EQ(challenge_realm(request_, profile_), "literal");
    profile_.registrar.challenge_realm = "";
    request_.to.uri = "tel:+1555";
    EXPECT_EQ(challenge_realm(request_, profile_), "192.0.2.1");
}

TEST_F(AuthenticatorTest, LooksUsersUpInTheForcedDomain) {
    bob_.domain = "pbx.local";
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "unknown user");
    profile_.registrar.force_register_domain = "pbx.local";
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, AcceptsAStoredHashInPlaceOfThePassword) {
    bob_.params = {
        {"a1-hash", sip::digest_ha1(sip::DigestAlgorithm::Md5, "bob", "example.com", "secret")}};
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "accepted");
    profile_.registrar.algorithms = {"SHA-256"};
    phone_.algorithm = sip::DigestAlgorithm::Sha256;
    EXPECT_EQ(reason_of(answer()), "user has no password for this algorithm");
}

TEST_F(AuthenticatorTest, RefusesAnEmptyPasswordUnlessItIsAllowed) {
    bob_.params["password"] = "";
    phone_.password = "";
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "user has no password");
    bob_.params["allow-empty-password"] = "true";
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, RefusesAUserWhoMayNotRegisterButLetsHimCall) {
    bob_.params["sip-forbid-register"] = "true";
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "user may not register");
    request_.method = sip::Method::Invite;
    request_.proxy_authorization = {phone_.credentials("INVITE", request_.uri)};
    EXPECT_EQ(reason_of(check(request_, ChallengeBy::Proxy)), "accepted");
}

TEST_F(AuthenticatorTest, RefusesASourceOutsideTheUsersLists) {
    bob_.params["auth-acl"] = "10.0.0.0/8, 198.51.100.0/24";
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "source is not in the user's auth-acl");
    bob_.params["auth-acl"] = "10.0.0.0/8,192.0.2.0/24";
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, HoldsTheDigestUserToTheRegisteredUserWhenToldTo) {
    request_.to.uri = "sip:alice@example.com";
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "accepted");
    profile_.registrar.force_matching_username = true;
    EXPECT_EQ(reason_of(answer()), "digest user is not the user that is registered");
    request_.to.uri = "sip:b%6fb@example.com";
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, AcceptsAnyCredentialsWhenBlind) {
    profile_.registrar.accept_blind_auth = true;
    EXPECT_EQ(reason_of(check(request_)), "no credentials");
    phone_.user = "whoever";
    phone_.nonce = "x";
    EXPECT_EQ(reason_of(answer()), "accepted");
}

TEST_F(AuthenticatorTest, ChecksBlindCredentialsAllTheSameWhenTheResultCounts) {
    profile_.registrar.accept_blind_auth = profile_.registrar.enforce_blind_auth = true;
    fetch_nonce();
    EXPECT_EQ(reason_of(answer()), "accepted");
    phone_.password = "guess";
    EXPECT_EQ(reason_of(answer()), "wrong password");
    phone_.nonce = "x";
    EXPECT_EQ(reason_of(answer()), "stale: nonce is not ours");
}

TEST_F(AuthenticatorTest, RefusesBlindCredentialsInPlaceOfAChallengeWhereTheProfileSaysSo) {
    auto& settings = profile_.registrar;
    settings.accept_blind_auth = settings.enforce_blind_auth = settings.blind_auth_403 = true;
    EXPECT_EQ(reason_of(check(request_)), "no credentials");
    phone_.nonce = "x";
    EXPECT_EQ(reason_of(answer()), "nonce is not ours");
    settings.accept_blind_auth = false;
    EXPECT_EQ(reason_of(answer()), "stale: nonce is not ours");
}

/// Warnings that were written while one of these lived.
class Warnings {
  public:
    Warnings() {
        lines().clear();
        base::set_log_listener([](const base::LogLine& line) {
            if (line.level == base::LogLevel::Warn)
                lines().emplace_back(line.text);
        });
    }
    ~Warnings() { base::set_log_listener(nullptr); }
    static std::vector<std::string>& lines() {
        static std::vector<std::string> all;
        return all;
    }
};

TEST_F(AuthenticatorTest, LogsARefusalAndAChallengeAsTheOneSentenceOfALine) {
    profile_.registrar.log_auth_failures = true;
    profile_.params["log-auth-failures"] = "true";
    const Warnings warnings;
    fetch_nonce();
    phone_.password = "wrong";
    answer();
    EXPECT_EQ(
        Warnings::lines(),
        (std::vector<std::string>{"SIP auth challenge (REGISTER) on sofia profile 'internal' for "
                                  "[bob@example.com] from ip 192.0.2.10",
                                  "SIP auth failure (REGISTER) on sofia profile 'internal' for "
                                  "[bob@example.com] from ip 192.0.2.10"}));
}

TEST_F(AuthenticatorTest, LogsNothingWhenToldNotToAndNoChallengeUnlessToldTo) {
    const Warnings warnings;
    profile_.registrar.log_auth_failures = true;
    fetch_nonce();
    profile_.registrar.log_auth_failures = false;
    phone_.password = "wrong";
    answer();
    EXPECT_TRUE(Warnings::lines().empty());
}

TEST_F(AuthenticatorTest, MaxAuthValidityEndsANonceByItsUses) {
    profile_.registrar.max_auth_validity = 2;
    fetch_nonce();
    EXPECT_TRUE(std::holds_alternative<Accepted>(answer()));
    EXPECT_TRUE(std::holds_alternative<Accepted>(answer()));
    const auto third = answer();
    ASSERT_TRUE(std::holds_alternative<Challenge>(third));
    EXPECT_TRUE(std::get<Challenge>(third).stale);
    EXPECT_EQ(reason_of(third), "stale: nonce has been used often enough");
    fetch_nonce();
    EXPECT_TRUE(std::holds_alternative<Accepted>(answer()));
}

TEST(AuthLine, IsWhatFail2banMatches) {
    EXPECT_EQ(auth_line(true, "REGISTER", "internal", "bob", "example.com", "192.0.2.1"),
              "SIP auth failure (REGISTER) on sofia profile 'internal' for [bob@example.com] from "
              "ip 192.0.2.1");
    EXPECT_EQ(auth_line(false, "INVITE", "p", "u", "h", "::1"),
              "SIP auth challenge (INVITE) on sofia profile 'p' for [u@h] from ip ::1");
}

TEST(AuthLine, CanNotBeForgedByAUserName) {
    EXPECT_EQ(auth_line(true, "REGISTER", "p", "x] from ip 9.9.9.9\n[", "h'\x7f", "::1"),
              "SIP auth failure (REGISTER) on sofia profile 'p' for [x??from?ip?9.9.9.9??@h??] "
              "from ip ::1");
}

TEST(DigestUri, NamesTheRequestUriWhenTheUserAgrees) {
    EXPECT_TRUE(names_request_uri("sip:example.com", "sip:EXAMPLE.com:5060;transport=udp"));
    EXPECT_TRUE(names_request_uri("not a uri", "not a uri"));
    EXPECT_FALSE(names_request_uri("sip:bob@example.com", "sip:example.com"));
    EXPECT_FALSE(names_request_uri("sip:900@evil.example", "sip:1900@example.com"));
    EXPECT_TRUE(names_request_uri("sip:b%6fb@proxy.example", "sip:bob@192.0.2.1:5070"));
    EXPECT_TRUE(names_request_uri("sip:completely.other", "sip:example.com"));
    EXPECT_TRUE(names_request_uri("sips:example.com", "sip:example.com"));
    EXPECT_FALSE(names_request_uri("not a uri", "sip:example.com"));
}

}  // namespace
}  // namespace sofia::registrar
