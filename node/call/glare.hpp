#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace sofia::call {

/// What is under way in a dialog when its peer sends UPDATE, as the node sees it.
struct Negotiation {
    /// The peer's last UPDATE has no final answer.
    bool update_is_open = false;
    /// The peer has made an offer that we have not answered.
    bool their_offer_is_open = false;
    /// We have made an offer that the peer has not answered.
    bool our_offer_is_open = false;
    /// The change would meet another one on the call's other dialog.
    bool partner_is_busy = false;
};

/// Whether an UPDATE may be taken, and if not, with what it is refused.
struct UpdateVerdict {
    /// 0: it may be taken.
    int refusal = 0;
    /// The refusal tells when to try again.
    bool retry_after = false;
    std::string_view why;

    bool operator==(const UpdateVerdict&) const = default;
};

/// RFC 3311 5.2: one UPDATE at a time (500), no offer over an offer (500 over the peer's own, 491
/// over ours). One without an offer only refreshes the target and meets nothing. Pure.
UpdateVerdict judge_update(bool has_offer, const Negotiation& dialog) noexcept;

/// A Retry-After value of 0 to 10 seconds (RFC 3261 14.2, RFC 3311 5.2).
std::string random_retry_after();

/// How long a request of ours that met the peer's waits before it is sent again (RFC 3261 14.1), in
/// steps of 10 ms: who made the Call-ID waits longer, so that the two do not meet again.
std::chrono::milliseconds glare_delay(bool made_call_id);

}  // namespace sofia::call
