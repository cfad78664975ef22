#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call/codec_terms.hpp"
#include "call/leg.hpp"

namespace sofia::call {

/// The codec that a leg uses, read from what its peer and we have described; before the answer the
/// one that was chosen for the caller, if any. Kept nowhere: who asks pays.
CodecInUse codec_of(const Leg& leg);

/// A codec fact as a variable: rtp_use_codec_name, rtp_use_codec_rate, rtp_use_codec_ptime,
/// rtp_last_audio_codec_string, read_codec, read_rate, write_codec, write_rate. Nothing for other
/// names, and while no codec is known.
std::optional<std::string> codec_fact(const Leg& leg, std::string_view name);

}  // namespace sofia::call
