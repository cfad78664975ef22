#include "sip/audio.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

/// No description has that many formats in a stream; what comes after is not looked at.
constexpr std::size_t kMostFormats = 128;
constexpr std::size_t kMostStreams = 64;

struct StaticPayload {
    std::string_view payload;
    std::string_view name;
    std::uint32_t rate;
    std::uint32_t channels;
};

/// RFC 3551 6, tables 4.
constexpr std::array<StaticPayload, 18> kStatic{{
    {"0", "PCMU", 8000, 1},
    {"3", "GSM", 8000, 1},
    {"4", "G723", 8000, 1},
    {"5", "DVI4", 8000, 1},
    {"6", "DVI4", 16000, 1},
    {"7", "LPC", 8000, 1},
    {"8", "PCMA", 8000, 1},
    {"9", "G722", 8000, 1},
    {"10", "L16", 44100, 2},
    {"11", "L16", 44100, 1},
    {"12", "QCELP", 8000, 1},
    {"13", "CN", 8000, 1},
    {"14", "MPA", 90000, 1},
    {"15", "G728", 8000, 1},
    {"16", "DVI4", 11025, 1},
    {"17", "DVI4", 22050, 1},
    {"18", "G729", 8000, 1},
    {"19", "CN", 8000, 1},
}};

std::string_view take_line(std::string_view& text) noexcept {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::string_view take_word(std::string_view& text) noexcept {
    const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

std::uint32_t number_of(std::string_view text, long long most) noexcept {
    const auto number = base::to_number(text);
    return number && *number > 0 && *number <= most ? static_cast<std::uint32_t>(*number) : 0;
}

/// What follows `name` in a line `a=name...`; nothing when it is another line.
std::optional<std::string_view> attribute(std::string_view line, std::string_view name) noexcept {
    if (!line.starts_with("a=") || !line.substr(2).starts_with(name))
        return std::nullopt;
    return line.substr(2 + name.size());
}

AudioCodec codec_of_payload(std::string_view payload) {
    AudioCodec codec;
    codec.payload = payload;
    const auto row = std::find_if(
        kStatic.begin(), kStatic.end(), [&](const auto& one) { return one.payload == payload; });
    if (row != kStatic.end()) {
        codec.name = row->name;
        codec.rate = row->rate;
        codec.channels = row->channels;
    }
    return codec;
}

AudioStream stream_of(std::string_view line) {
    AudioStream stream;
    take_word(line);  // m=audio
    const auto port = take_word(line);
    const auto protocol = take_word(line);
    stream.is_active = number_of(port.substr(0, port.find('/')), 65535) != 0 &&
                       protocol.find("RTP/") != std::string_view::npos;
    while (stream.formats.size() < kMostFormats) {
        const auto payload = take_word(line);
        if (payload.empty())
            break;
        stream.formats.push_back(codec_of_payload(payload));
    }
    return stream;
}

AudioCodec* find_format(AudioStream& stream, std::string_view payload) {
    const auto found = std::find_if(stream.formats.begin(),
                                    stream.formats.end(),
                                    [&](const auto& one) { return one.payload == payload; });
    return found == stream.formats.end() ? nullptr : &*found;
}

/// `<payload> <name>/<rate>[/<channels>]`; what is no rtpmap changes nothing.
void read_rtpmap(AudioStream& stream, std::string_view value) {
    auto* codec = find_format(stream, take_word(value));
    const auto encoding = take_word(value);
    const auto slash = encoding.find('/');
    if (codec == nullptr || slash == 0 || slash == std::string_view::npos)
        return;
    auto rate = encoding.substr(slash + 1);
    const auto second = rate.find('/');
    const auto channels = second == std::string_view::npos ? "1" : rate.substr(second + 1);
    rate = rate.substr(0, second);
    if (number_of(rate, 1'000'000) == 0)
        return;
    codec->name = encoding.substr(0, slash);
    codec->rate = number_of(rate, 1'000'000);
    codec->channels = std::max(number_of(channels, 255), 1U);
}

void read_attribute(AudioStream& stream, std::string_view line) {
    if (const auto rtpmap = attribute(line, "rtpmap:")) {
        read_rtpmap(stream, *rtpmap);
    } else if (auto fmtp = attribute(line, "fmtp:")) {
        if (auto* codec = find_format(stream, take_word(*fmtp)))
            codec->fmtp = base::trim(*fmtp);
    } else if (const auto ptime = attribute(line, "ptime:")) {
        for (auto& codec : stream.formats)
            codec.ptime_ms = number_of(base::trim(*ptime), 1000);
    }
}

/// The formats of the first m=audio line as they stand there; empty when there is none.
std::string_view first_formats(std::string_view sdp) noexcept {
    const auto begin = sdp.starts_with("m=audio ") ? 0 : sdp.find("\nm=audio ");
    if (begin == std::string_view::npos)
        return {};
    sdp.remove_prefix(begin + (begin == 0 && sdp[0] == 'm' ? 0 : 1));
    auto line = take_line(sdp);
    take_word(line);
    if (take_word(line) == "0")
        return {};
    take_word(line);
    return line;
}

bool is_static(std::string_view payload) noexcept {
    return payload.size() <= 2 && payload != "13" && payload != "19" &&
           number_of(payload, 18) + (payload == "0" ? 1U : 0U) != 0;
}

}  // namespace

bool AudioCodec::is_companion() const noexcept {
    return base::iequals(name, "telephone-event") || base::iequals(name, "CN") ||
           base::iequals(name, "red");
}

std::vector<AudioStream> audio_streams(std::string_view sdp) {
    std::vector<AudioStream> streams;
    bool in_audio = false;
    while (!sdp.empty()) {
        const auto line = take_line(sdp);
        if (line.starts_with("m=")) {
            in_audio = line.starts_with("m=audio ") && streams.size() < kMostStreams;
            if (in_audio)
                streams.push_back(stream_of(line));
        } else if (in_audio) {
            read_attribute(streams.back(), line);
        }
    }
    return streams;
}

std::vector<AudioCodec> audio_codecs(std::string_view sdp) {
    for (auto& stream : audio_streams(sdp)) {
        if (!stream.is_active)
            continue;
        std::erase_if(stream.formats, [](const auto& one) { return one.is_companion(); });
        return std::move(stream.formats);
    }
    return {};
}

bool is_same_codec(const AudioCodec& left, const AudioCodec& right) noexcept {
    if (left.name.empty() || right.name.empty())
        return left.name.empty() && right.name.empty() && left.payload == right.payload;
    return base::iequals(left.name, right.name) && left.rate == right.rate &&
           left.channels == right.channels;
}

bool shares_audio_codec(std::string_view offer, std::string_view answer) {
    auto answered = first_formats(answer);
    if (answered.empty())
        return true;
    const auto first = take_word(answered);
    if (is_static(first)) {
        for (auto offered = first_formats(offer); !offered.empty();)
            if (take_word(offered) == first)
                return true;
    }
    const auto theirs = audio_codecs(answer);
    const auto ours = audio_codecs(offer);
    if (theirs.empty() || ours.empty())
        return true;
    return std::any_of(theirs.begin(), theirs.end(), [&](const auto& codec) {
        return std::any_of(
            ours.begin(), ours.end(), [&](const auto& one) { return is_same_codec(one, codec); });
    });
}

AudioCodec codec_in_use(std::string_view offer, std::string_view answer) {
    const auto first = audio_codecs(offer);
    const auto second = audio_codecs(answer);
    const bool first_is_shorter = first.size() < second.size();
    const auto& chosen = first_is_shorter ? first : second;
    const auto& others = first_is_shorter ? second : first;
    for (const auto& codec : chosen)
        for (const auto& other : others)
            if (!codec.name.empty() && is_same_codec(codec, other))
                return codec;
    return {};
}

}  // namespace sofia::sip
