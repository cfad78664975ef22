#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sofia::sip {

/// Hash functions for digest (RFC 8760 section 2.1).
enum class DigestAlgorithm { Md5, Sha256, Sha512_256 };

/// The name on the wire: "MD5", "SHA-256", "SHA-512-256".
std::string_view to_string(DigestAlgorithm algorithm) noexcept;
/// Reads a name in any case; nothing for one that we do not offer (also the -sess forms).
std::optional<DigestAlgorithm> parse_digest_algorithm(std::string_view name) noexcept;
/// How many hex digits a hash has: 32 or 64.
std::size_t hex_length(DigestAlgorithm algorithm) noexcept;

/// What a peer answers to a challenge (RFC 7616 section 3.4), quotes and escapes taken off.
struct DigestCredentials {
    std::string username;
    std::string realm;
    std::string nonce;
    std::string uri;
    std::string response;
    std::string cnonce;
    /// Empty when the peer follows RFC 2069 (no qop), otherwise as sent, for example "auth".
    std::string qop;
    /// The nonce count as sent, for the hash, and as a number; empty and 0 when absent.
    std::string nc_text;
    std::uint32_t nc = 0;
    /// MD5 when the peer names none; nothing when it names one that we do not offer.
    std::optional<DigestAlgorithm> algorithm = DigestAlgorithm::Md5;

    /// Reads an Authorization or Proxy-Authorization value; unknown parameters are passed over.
    /// Nothing when the scheme is not Digest or the text is malformed: a quote that does not close,
    /// a parameter that stands twice, an nc that is not hexadecimal, a control character.
    static std::optional<DigestCredentials> parse(std::string_view value);

    /// Whether everything that a check needs is there: username, realm, nonce, uri and response,
    /// and with a qop also cnonce and nc (RFC 7616 3.4).
    bool complete() const noexcept;
};

/// What we ask a peer.
struct DigestChallenge {
    std::string realm;
    std::string nonce;
    DigestAlgorithm algorithm = DigestAlgorithm::Md5;
    /// The credentials were made for a nonce that is not good any more; the password may be right.
    bool stale = false;

    /// The value of WWW-Authenticate or Proxy-Authenticate, in the order of behaviour-spec 7.2.
    std::string str() const;
};

/// HA1 of RFC 7616 3.4.2, hash(user:realm:password), in lower-case hex. Empty when the machine's
/// OpenSSL does not offer the algorithm (MD5 under FIPS). Thread: any; about 0.3 us.
std::string digest_ha1(DigestAlgorithm algorithm,
                       std::string_view user,
                       std::string_view realm,
                       std::string_view password);

/// The response of RFC 7616 3.4.1 that fits the credentials' nonce, uri, nc, cnonce and qop, with
/// the credentials' algorithm. Empty when the qop is neither absent nor "auth", the algorithm is
/// not offered, or `ha1` is empty.
std::string digest_response(const DigestCredentials& credentials,
                            std::string_view ha1,
                            std::string_view method);

/// Whether the credentials' response is the right one. Takes the same time for any wrong response.
bool digest_matches(const DigestCredentials& credentials,
                    std::string_view ha1,
                    std::string_view method);

/// Whether two texts are equal, in a time that does not depend on where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept;

}  // namespace sofia::sip
