#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "sip/digest.hpp"
#include "sip/message.hpp"

namespace sofia::sip {

/// A challenge as a peer sent it to us (RFC 7616 section 3.3).
struct ReceivedChallenge {
    std::string realm;
    std::string nonce;
    /// Sent back as it came; empty when absent.
    std::string opaque;
    /// MD5 when the peer names none; nothing when it names one that we do not have.
    std::optional<DigestAlgorithm> algorithm = DigestAlgorithm::Md5;
    /// Whether the challenge names qop values, and whether "auth" is one of them.
    bool has_qop = false;
    bool offers_auth = false;
    /// The nonce of our last answer was too old; its password may be right.
    bool stale = false;

    /// Reads a WWW-Authenticate or Proxy-Authenticate value. Nothing when the scheme is not Digest,
    /// realm or nonce is missing, or the text is malformed.
    static std::optional<ReceivedChallenge> parse(std::string_view value);
    /// Whether we can answer it: an algorithm that we have, and no qop or "auth" among them.
    bool is_answerable() const noexcept { return algorithm && (!has_qop || offers_auth); }
};

/// With what we answer.
struct DigestIdentity {
    std::string username;
    std::string password;
};

/// Answers the challenges that requests of ours meet (RFC 3261 22.2, 22.3; RFC 8760 2.4), and keeps
/// what it answered with, so that later requests to the same peer carry it at once. It answers each
/// realm once for a request, and once more for each nonce that the peer calls stale, up to a limit:
/// who asks again has refused the password. Thread: one at a time.
class DigestClient {
  public:
    /// A request begins: the limit counts anew.
    void begin() noexcept;
    /// Takes the challenges of a 401 or 407. Errors: Invalid when none is there that we can answer,
    /// Exists when we have answered them for this request already; the text says which.
    base::Result<void> take(const Response& refusal);
    /// The header lines that answer for a request; empty before the first challenge. Each call
    /// counts as one use of the nonce.
    std::vector<Header> headers(const DigestIdentity& identity,
                                std::string_view method,
                                std::string_view uri);
    /// Whether a challenge was taken.
    bool is_challenged() const noexcept { return !challenges_.empty(); }
    /// The realm of the last challenge taken, for the log.
    const std::string& realm() const noexcept { return realm_; }

  private:
    /// Header name of the answer, and realm.
    using Key = std::pair<std::string, std::string>;
    struct Known {
        ReceivedChallenge challenge;
        /// How often its nonce was used.
        std::uint32_t uses = 0;
        /// How often its realm was answered for the present request.
        int answers = 0;
    };

    bool may_answer(const Key& key, const ReceivedChallenge& challenge) const;

    std::map<Key, Known> challenges_;
    std::string realm_;
    /// Refusals of the present request that were answered.
    int rounds_ = 0;
};

}  // namespace sofia::sip
