#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "call/session_terms.hpp"
#include "call/variables.hpp"
#include "model/dialog_state.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// By how much the CSeq of a rebuilt dialog jumps over the one in its row, in which the requests
/// that were sent after it was written are missing (RFC 3261 12.2.1.1 wants it only to rise). A row
/// is written again before it lags that far behind.
inline constexpr std::uint32_t kCseqStep = 1000;

/// A leg as a value: what must survive the process.
struct LegImage {
    base::LegUuid uuid;
    std::string profile;
    bool outbound = false;
    model::DialogState dialog;
    sip::Body remote_sdp;
    sip::Body local_sdp;
    bool holds = false;
    bool made_offer = false;
    bool allows_update = false;
    SessionTerms session;
    base::WallTime session_ends{};
    /// The peer has said BYE: the next owner sends it none.
    bool hung_up = false;
    sip::Address peer;
    std::string caller_id_name;
    std::string caller_id_number;
    std::string destination;
    base::WallTime created{};
    base::WallTime answered{};
    Variables variables;
    /// See Leg::awaits_partner.
    bool awaits_partner = false;

    bool operator==(const LegImage&) const = default;
};

/// A transfer that was accepted and has no outcome yet (RFC 3515).
struct TransferImage {
    /// Whose REFER it was: the peer of leg b, or of leg a.
    bool by_b = false;
    /// The URI of its Refer-To without headers, and the Replaces value that it had.
    std::string target;
    std::string replaces;
    /// CSeq of the REFER, which names its subscription.
    std::uint32_t refer_cseq = 0;
    /// The transferor wants no NOTIFY (RFC 4488).
    bool is_silent = false;

    bool operator==(const TransferImage&) const = default;
};

/// A bridged call as a value.
struct CallImage {
    base::CallUuid uuid;
    LegImage a;
    LegImage b;
    /// The call was hung up by one side and the other has not confirmed yet: the next owner only
    /// finishes it.
    bool ending = false;
    std::optional<TransferImage> transfer;
    /// Whether it has a row; every call that comes out of the database has.
    bool is_tracked = true;

    bool operator==(const CallImage&) const = default;
};

}  // namespace sofia::call
