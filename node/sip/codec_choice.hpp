#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/codec.hpp"
#include "sip/audio.hpp"

namespace sofia::sip {

/// What a preference list makes of a description.
struct CodecChoice {
    bool is_accepted = true;
    /// The codecs that both have, the chosen one first; without companions. Of the first active
    /// audio stream.
    std::vector<AudioCodec> codecs;
    /// The description with these codecs alone, in this order; companions stay at the end. Empty
    /// when the one that came is it already, or nothing is accepted.
    std::string narrowed;
    /// Why nothing is accepted, in words.
    std::string reason;
};

/// Matches each active audio stream of a description with a list (RFC 3264 6.1). Generous: in the
/// description's order; Greedy: in the list's; Scrooge: as greedy, and a codec whose entry names a
/// packet time is taken only in packets of that time, where the description says one. A further
/// stream with nothing in common gets port 0. A description without an active audio stream is
/// accepted as it is, and so is every one with an empty list. Pure.
CodecChoice choose_codecs(std::string_view sdp,
                          const model::CodecPreferences& list,
                          model::CodecNegotiation order);

}  // namespace sofia::sip
