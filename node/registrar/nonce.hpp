#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace sofia::registrar {

/// What a nonce that we (or a node before us) made says of itself.
struct NonceFacts {
    /// When it was made.
    base::WallTime issued{};
    /// The first 64 bits of its MAC: its name in the table of counts and, in hex, in the database.
    /// Nobody can choose it, and two nonces share it only by accident.
    std::uint64_t id = 0;
};

/// The id as the database column nonce_hash holds it: 16 hex digits.
std::string nonce_hash(std::uint64_t id);
/// The inverse of nonce_hash(); nothing when the text is not one.
std::optional<std::uint64_t> parse_nonce_hash(std::string_view text) noexcept;

/// Makes and reads nonces without remembering them (RFC 7616 3.3): 48 bits of time in ms, 64 random
/// bits, and an HMAC-SHA-256 cut to 128 bits over both and the realm, all in hex. Every node of a
/// cluster has the same secret, so a nonce of a dead node is good on the next one. Thread: the
/// caller's; one object belongs to one thread.
class NonceMint {
  public:
    /// \param secret the cluster's secret; its bytes are the key as they are.
    /// Throws std::runtime_error when it is empty or OpenSSL offers no HMAC-SHA-256.
    explicit NonceMint(std::string_view secret);
    ~NonceMint();
    NonceMint(NonceMint&&) noexcept;
    NonceMint& operator=(NonceMint&&) noexcept;

    /// A new nonce of 60 characters for `realm`.
    std::string make(std::string_view realm, base::WallTime now);
    /// What a nonce says; nothing when it was not made with our secret for this realm. How old it
    /// may be is not asked here.
    std::optional<NonceFacts> read(std::string_view nonce, std::string_view realm);

  private:
    class Mac;
    std::unique_ptr<Mac> mac_;
};

}  // namespace sofia::registrar
