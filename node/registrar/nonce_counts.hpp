#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "base/clock.hpp"
#include "registrar/nonce.hpp"

namespace sofia::registrar {

/// What is known of one use of a nonce.
enum class NonceUse {
    Fresh,    ///< not used before and young enough
    Renewed,  ///< used before, and the count has risen
    Repeat,   ///< the very same request again within 32 s: a retransmission
    Replay,   ///< the count has not risen
    Expired,  ///< too old, and not in use by a binding
    Full,     ///< too many nonces are in use to remember one more
};

/// Which counts were used with which nonce, so that credentials work once (RFC 7616 3.4.5).
///
/// A nonce is good for nonce-ttl after it was made. With its first use it gets a place here, good
/// until nonce-ttl after the end of the lifetime that was granted last; so a phone may refresh with
/// the same nonce and a rising count for as long as it stays registered, and nonces that
/// were never used need no memory. A place may be dropped without danger once its nonce is older
/// than nonce-ttl: the nonce is then Expired and the phone gets a new one. Thread: SIP.
class NonceCounts {
  public:
    /// \param limit most places; about 64 bytes each.
    explicit NonceCounts(std::size_t limit = 1'000'000);

    /// What this use would be. Takes no place; when there is no room it may drop what has ended.
    /// `fingerprint` tells one request from another; 0 never makes a Repeat.
    NonceUse judge(const NonceFacts& nonce,
                   std::uint32_t count,
                   std::uint64_t fingerprint,
                   base::WallTime now,
                   base::Milliseconds ttl);
    /// Notes a use that judge() found Fresh or Renewed and whose response was right.
    void take(const NonceFacts& nonce,
              std::uint32_t count,
              std::uint64_t fingerprint,
              base::WallTime now,
              base::Milliseconds ttl);
    /// Lets a nonce with a place live until `until`; an earlier time changes nothing.
    void keep_until(std::uint64_t id, base::WallTime until);
    /// Notes what a node before us has seen; a smaller count than the known one changes nothing.
    void seed(std::uint64_t id, std::uint32_t count, base::WallTime until);
    /// How many places are taken.
    std::size_t size() const noexcept { return places_.size(); }

  private:
    struct Place {
        std::uint32_t count = 0;
        std::uint64_t fingerprint = 0;
        base::WallTime last_use{};
        /// After this the nonce is refused for its age alone, so forgetting it is safe.
        base::WallTime safe_to_drop{};
        base::WallTime until{};
    };
    /// Looks at a few places and drops those that have ended, or, when there is no room, those that
    /// may be dropped. Called with each new place, so that there is never a pass over the whole
    /// table.
    void make_room(base::WallTime now);

    // Constant after construction
    std::size_t limit_;
    // SIP thread only
    std::unordered_map<std::uint64_t, Place> places_;
    std::size_t next_bucket_ = 0;
};

}  // namespace sofia::registrar
