#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/acl.hpp"
#include "model/directory.hpp"
#include "model/profile.hpp"
#include "registrar/nonce.hpp"
#include "registrar/nonce_counts.hpp"
#include "registrar/verdict.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// With which status and header a sender is challenged.
enum class ChallengeBy {
    Registrar,  ///< 401 and WWW-Authenticate; credentials in Authorization
    Proxy,      ///< 407 and Proxy-Authenticate; credentials in Proxy-Authorization
};

/// Decides by digest who sent a request (RFC 7616, 8760; behaviour-spec 7.2). Used for REGISTER and
/// for calls. It holds nothing but the cluster's secret and the nonce counts. Thread: SIP.
class Authenticator {
  public:
    /// \param secret the cluster's secret, from the database. \param nonce_limit see NonceCounts.
    explicit Authenticator(std::string_view secret, std::size_t nonce_limit = 1'000'000);

    /// The verdict on one request. An accepted request uses up its nonce count. The reason of a
    /// refusal is logged in a line of its own; with log-auth-failures, refusals and challenges also
    /// get the line that filters read, see auth_line().
    ///
    /// Stricter than the other system where that closes a hole: an empty password is refused unless
    /// allow-empty-password is true; the credentials' uri must name the Request-URI's user, see
    /// names_request_uri(); the realm must be the one that this request is challenged with;
    /// credentials without qop are good once.
    ///
    /// With accept-blind-auth any credentials are right, but a request needs some. With
    /// enforce-blind-auth-result as well they are judged as ever, and with blind-auth-reply-403
    /// those whose nonce cannot be used are refused instead of challenged again.
    Verdict check(const sip::Request& request,
                  ChallengeBy by,
                  const model::Profile& profile,
                  const model::Directory& directory,
                  const model::AclLists& acls,
                  base::WallTime now);

    /// Lets a nonce be used until `until` because a binding was granted with it.
    void keep_nonce(std::uint64_t id, base::WallTime until) { counts_.keep_until(id, until); }
    /// Takes over what the database knows of a nonce (Registration::nonce_hash, nonce_count).
    void seed_nonce(std::string_view hash, std::uint32_t count, base::WallTime until);

  private:
    Verdict decide(const sip::Request& request,
                   ChallengeBy by,
                   const model::Profile& profile,
                   const model::Directory& directory,
                   const model::AclLists& acls,
                   base::WallTime now);
    Challenge challenge(ChallengeBy by,
                        const model::Profile& profile,
                        const std::string& realm,
                        bool stale,
                        base::WallTime now);

    NonceMint mint_;
    NonceCounts counts_;
};

/// The realm in which a request is challenged: host of To, host of From, or the literal
/// (behaviour-spec 7.3). The profile's address when the header has no host (a tel URI).
std::string challenge_realm(const sip::Request& request, const model::Profile& profile);

/// The line that filters match (behaviour-spec 7.2; ha/examples/fail2ban), for example
/// "SIP auth failure (REGISTER) on sofia profile 'internal' for [bob@example.com] from ip
/// 192.0.2.1". Characters that could forge a line or its brackets are shown as '?'.
std::string auth_line(bool failure,
                      std::string_view method,
                      std::string_view profile,
                      std::string_view user,
                      std::string_view domain,
                      std::string_view ip);

}  // namespace sofia::registrar
