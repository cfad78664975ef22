#include "sip/codec_choice.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sip/codec_list.hpp"

namespace sofia::sip {
namespace {

using model::CodecNegotiation;
using model::CodecPreference;
using model::CodecPreferences;

bool takes(const CodecPreference& entry, const AudioCodec& codec, CodecNegotiation order) {
    if (codec.is_companion() || !names_codec(entry, codec))
        return false;
    return order != CodecNegotiation::Scrooge || entry.ptime_ms == 0 || codec.ptime_ms == 0 ||
           entry.ptime_ms == codec.ptime_ms;
}

std::vector<AudioCodec> matching(const AudioStream& stream,
                                 const CodecPreferences& list,
                                 CodecNegotiation order) {
    std::vector<AudioCodec> found;
    const auto take = [&](const CodecPreference& entry, const AudioCodec& codec) {
        const bool is_taken = std::any_of(found.begin(), found.end(), [&](const auto& one) {
            return one.payload == codec.payload;
        });
        if (!is_taken && takes(entry, codec, order))
            found.push_back(codec);
    };
    if (order == CodecNegotiation::Generous) {
        for (const auto& codec : stream.formats)
            for (const auto& entry : list)
                take(entry, codec);
    } else {
        for (const auto& entry : list)
            for (const auto& codec : stream.formats)
                take(entry, codec);
    }
    return found;
}

/// What becomes of one m=audio section.
struct StreamPlan {
    /// Nothing in it changes.
    bool stays = true;
    /// Formats in their new order; empty: the stream is refused.
    std::vector<std::string> formats;

    bool keeps(std::string_view payload) const {
        return stays || formats.empty() ||
               std::find(formats.begin(), formats.end(), payload) != formats.end();
    }
};

StreamPlan plan_for(const AudioStream& stream, const std::vector<AudioCodec>& codecs) {
    StreamPlan plan;
    std::vector<std::string> before;
    for (const auto& codec : codecs)
        plan.formats.push_back(codec.payload);
    for (const auto& codec : stream.formats) {
        if (!codec.is_companion())
            before.push_back(codec.payload);
        else if (!codecs.empty())
            plan.formats.push_back(codec.payload);
    }
    // Companions between the codecs are no reason to write the line anew.
    plan.stays = before.size() == codecs.size() &&
                 std::equal(before.begin(), before.end(), plan.formats.begin());
    return plan;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const auto begin = line.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos)
            return words;
        line.remove_prefix(begin);
        const auto end = std::min(line.find_first_of(" \t\r\n"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

/// `line` is the m= line of an active stream with its end, so it has a port and a protocol.
void append_media_line(std::string& text, std::string_view line, const StreamPlan& plan) {
    const auto words = words_of(line);
    const bool is_refused = plan.formats.empty();
    for (std::size_t i = 0; i < words.size() && (is_refused || i < 3); ++i)
        text.append(i == 0 ? "" : " ").append(is_refused && i == 1 ? "0" : words[i]);
    for (const auto& format : plan.formats)
        text.append(" ").append(format);
    text.append(line.substr(line.find_last_not_of("\r\n") + 1));
}

/// The payload type that an attribute line is about; empty for other lines.
std::string_view payload_of(std::string_view line) {
    for (const std::string_view name : {"a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"}) {
        if (!line.starts_with(name))
            continue;
        line = base::trim(line.substr(name.size()));
        return line.substr(0, line.find_first_of(" \t"));
    }
    return {};
}

std::string rewritten(std::string_view sdp, const std::vector<StreamPlan>& plans) {
    std::string text;
    text.reserve(sdp.size());
    const StreamPlan* plan = nullptr;
    std::size_t next = 0;
    while (!sdp.empty()) {
        const auto end = std::min(sdp.find('\n'), sdp.size() - 1) + 1;
        const auto line = sdp.substr(0, end);
        sdp.remove_prefix(end);
        if (line.starts_with("m=")) {
            plan = line.starts_with("m=audio ") && next < plans.size() ? &plans[next++] : nullptr;
            if (plan != nullptr && !plan->stays) {
                append_media_line(text, line, *plan);
                continue;
            }
        }
        const auto payload = plan == nullptr ? std::string_view{} : payload_of(line);
        if (payload.empty() || payload == "*" || plan->keeps(payload))
            text.append(line);
    }
    return text;
}

std::string names_of(const AudioStream& stream) {
    std::string names;
    for (const auto& codec : stream.formats)
        if (!codec.is_companion())
            names.append(names.empty() ? "" : ",")
                .append(codec.name.empty() ? codec.payload : codec.name);
    return names.empty() ? "nothing" : names;
}

}  // namespace

CodecChoice choose_codecs(std::string_view sdp,
                          const CodecPreferences& list,
                          CodecNegotiation order) {
    CodecChoice choice;
    if (list.empty()) {
        choice.codecs = audio_codecs(sdp);
        return choice;
    }
    const auto streams = audio_streams(sdp);
    std::vector<StreamPlan> plans;
    bool changes = false;
    const AudioStream* first = nullptr;
    for (const auto& stream : streams) {
        if (!stream.is_active) {
            plans.emplace_back();
            continue;
        }
        if (first == nullptr)
            first = &stream;
        auto codecs = matching(stream, list, order);
        plans.push_back(plan_for(stream, codecs));
        changes = changes || !plans.back().stays;
        if (choice.codecs.empty())
            choice.codecs = std::move(codecs);
    }
    if (first == nullptr)
        return choice;
    if (choice.codecs.empty()) {
        choice.is_accepted = false;
        choice.reason = fmt::format("{} in place of {}", names_of(*first), to_text(list));
        return choice;
    }
    if (changes)
        choice.narrowed = rewritten(sdp, plans);
    return choice;
}

}  // namespace sofia::sip
