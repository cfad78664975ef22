#include "call/codec_facts.hpp"

#include <fmt/format.h>

#include "sip/codec_list.hpp"

namespace sofia::call {

CodecInUse codec_of(const Leg& leg) {
    const bool is_caller = leg.side() == Side::A;
    auto use = is_caller ? codec_of(leg.remote_sdp, leg.local_sdp)
                         : codec_of(leg.local_sdp, leg.remote_sdp);
    if (!use.name.empty() || !leg.local_sdp.empty() || !leg.variables.has(kCallerCodecs))
        return use;
    const auto chosen = sip::read_codec_list(leg.variables.get(kCallerCodecs)).codecs;
    if (!chosen.empty())
        use = {
            chosen[0].name, chosen[0].rate, chosen[0].ptime_ms == 0 ? 20 : chosen[0].ptime_ms, 0};
    return use;
}

std::optional<std::string> codec_fact(const Leg& leg, std::string_view name) {
    const bool is_one = name.starts_with("rtp_use_codec_") || name.starts_with("read_") ||
                        name.starts_with("write_") || name == "rtp_last_audio_codec_string";
    if (!is_one)
        return std::nullopt;
    const auto use = codec_of(leg);
    if (use.name.empty())
        return std::nullopt;
    if (name == "rtp_use_codec_name" || name == "read_codec" || name == "write_codec")
        return use.name;
    if (name == "rtp_use_codec_rate" || name == "read_rate" || name == "write_rate")
        return std::to_string(use.rate);
    if (name == "rtp_use_codec_ptime")
        return std::to_string(use.ptime_ms);
    if (name == "rtp_last_audio_codec_string")
        return fmt::format("{}@{}h@{}i", use.name, use.rate, use.ptime_ms);
    return std::nullopt;
}

}  // namespace sofia::call
