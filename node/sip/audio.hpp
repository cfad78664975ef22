#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::sip {

/// One format of an audio stream (RFC 4566 5.14, 6; RFC 3551 6).
struct AudioCodec {
    /// The format as the m= line has it.
    std::string payload;
    /// Its encoding name; empty for a dynamic payload type without rtpmap, and for what is none.
    std::string name;
    std::uint32_t rate = 0;
    std::uint32_t channels = 1;
    /// The stream's a=ptime; 0 when it says none.
    std::uint32_t ptime_ms = 0;
    std::string fmtp;

    /// Whether it is no codec of its own but goes beside one: telephone-event (RFC 4733), comfort
    /// noise (RFC 3389), redundancy (RFC 2198).
    bool is_companion() const noexcept;

    bool operator==(const AudioCodec&) const = default;
};

/// One m=audio section of a description.
struct AudioStream {
    std::vector<AudioCodec> formats;
    /// Its port is not 0 and it is RTP.
    bool is_active = false;
};

/// The audio sections of a description, in order. Text that is no SDP gives what can be read of it,
/// or none.
std::vector<AudioStream> audio_streams(std::string_view sdp);

/// The codecs of the first active audio stream, without companions; empty when there is none.
std::vector<AudioCodec> audio_codecs(std::string_view sdp);

/// Whether two formats are the same codec: name, clock rate and channels (RFC 3264 6.1).
bool is_same_codec(const AudioCodec& left, const AudioCodec& right) noexcept;

/// Whether an answer has an audio codec that its offer has. True also when one of them has no
/// active audio stream: there is nothing to compare then. Cheap for answers that name a static
/// payload type of the offer.
bool shares_audio_codec(std::string_view offer, std::string_view answer);

/// The codec that a session uses: the answerer's first that the offerer has as well. The shorter
/// list is taken for the answer, the second one when they are equally long. Empty name: none.
AudioCodec codec_in_use(std::string_view offer, std::string_view answer);

}  // namespace sofia::sip
