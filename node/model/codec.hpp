#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sofia::model {

/// One entry of a codec preference list, `NAME[@rate h][@ptime i][@channels c]`; 0 where it does
/// not say.
struct CodecPreference {
    /// As written; compared without regard to case.
    std::string name;
    /// The RTP clock rate of the codec's rtpmap, in Hz.
    std::uint32_t rate = 0;
    std::uint32_t ptime_ms = 0;
    std::uint32_t channels = 0;

    bool operator==(const CodecPreference&) const = default;
};

/// Codecs in the order in which they are preferred. Where one restricts, empty means: any codec.
using CodecPreferences = std::vector<CodecPreference>;

/// Whose order counts when codecs are matched: the peer's, ours, or ours to the letter
/// (behaviour-spec 2.3).
enum class CodecNegotiation { Generous, Greedy, Scrooge };

/// What a profile says of media. Media flows from peer to peer, so all of it is decided by the
/// descriptions that pass (behaviour-spec 5.8, 5.9).
struct ProfileMedia {
    /// Codecs that callers, and callees, may use; empty: any.
    CodecPreferences inbound;
    CodecPreferences outbound;
    CodecNegotiation negotiation = CodecNegotiation::Generous;
    /// The caller's codec is chosen when the call is bridged, not before the dialplan.
    bool late_negotiation = false;
    /// The profile says in so many words that descriptions pass as they are.
    bool bypass = false;
    /// A callee is offered the caller's codec alone.
    bool disable_transcoding = false;
    /// Who puts a call on hold is answered, and the other side is not told.
    bool disable_hold = false;

    bool operator==(const ProfileMedia&) const = default;
};

}  // namespace sofia::model
