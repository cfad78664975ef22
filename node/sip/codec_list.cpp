#include "sip/codec_list.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

// clang-format off
constexpr auto kKnown = std::to_array<std::string_view>({
    "PCMU", "PCMA", "G722", "G729", "G729A", "G729B", "G723", "G728", "GSM", "GSM-EFR", "GSM-HR-08", "speex", "opus",
    "iLBC", "AMR", "AMR-WB", "EVS", "G726-16", "G726-24", "G726-32", "G726-40", "AAL2-G726-16",
    "AAL2-G726-24", "AAL2-G726-32", "AAL2-G726-40", "L16", "LPC", "DVI4", "QCELP", "SILK", "iSAC",
    "CELT", "BV16", "BV32", "G7221", "G719", "CODEC2", "VOX", "MPA", "mp4a-latm", "PROXY",
    "PROXY-VID", "H261", "H263", "H263-1998", "H263-2000", "H264", "H265", "VP8", "VP9", "AV1",
    "theora", "telephone-event", "CN"});
// clang-format on

bool is_known(std::string_view name) {
    return std::any_of(
        kKnown.begin(), kKnown.end(), [&](auto known) { return base::iequals(known, name); });
}

/// RFC 3261 25.1: what an encoding name is made of.
bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "-.!%*_+`'";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kMarks.find(static_cast<char>(c)) != std::string_view::npos;
    });
}

/// Reads `48000h` into its field. \return what is wrong with it, empty when nothing is.
std::string read_suffix(std::string_view text, model::CodecPreference& entry) {
    const auto number =
        text.empty() ? std::nullopt : base::to_number(text.substr(0, text.size() - 1));
    const char unit = text.empty() ? '\0' : text.back();
    const bool is_unit = unit == 'h' || unit == 'i' || unit == 'c' || unit == 'b';
    if (!is_unit || !number || *number <= 0)
        return fmt::format("'@{}' is none of @8000h, @20i, @1c", text);
    const long long most = unit == 'i' ? 1000 : unit == 'c' ? 255 : 1'000'000;
    if (*number > most)
        return fmt::format("'@{}' is more than {}", text, most);
    const auto value = static_cast<std::uint32_t>(*number);
    if (unit == 'h')
        entry.rate = value;
    else if (unit == 'i')
        entry.ptime_ms = value;
    else if (unit == 'c')
        entry.channels = value;
    return {};
}

bool is_compatible(std::uint32_t left, std::uint32_t right) noexcept {
    return left == 0 || right == 0 || left == right;
}

bool is_same(const model::CodecPreference& left, const model::CodecPreference& right) {
    const bool is_g722 = base::iequals(left.name, "G722");
    return base::iequals(left.name, right.name) &&
           (is_g722 || is_compatible(left.rate, right.rate)) &&
           is_compatible(left.channels, right.channels);
}

}  // namespace

CodecList read_codec_list(std::string_view text) {
    CodecList list;
    for (const auto& written : base::split(text, ',')) {
        const auto fault = [&](std::string_view what) {
            list.faults.push_back(fmt::format("'{}': {}", written, what));
        };
        auto rest = std::string_view(written);
        rest = rest.substr(0, rest.find('~'));
        auto at = rest.find('@');
        auto name = rest.substr(0, at);
        // `CORE_PCM_MODULE.PCMU`: who would have coded it.
        if (const auto dot = name.rfind('.'); dot != std::string_view::npos)
            name = name.substr(dot + 1);
        if (!is_token(name)) {
            fault("no codec name; the entry is left out");
            continue;
        }
        model::CodecPreference entry;
        entry.name = name;
        std::string wrong;
        while (at != std::string_view::npos && wrong.empty()) {
            rest.remove_prefix(at + 1);
            at = rest.find('@');
            wrong = read_suffix(rest.substr(0, at), entry);
        }
        if (!wrong.empty()) {
            fault(wrong + "; the entry is left out");
            continue;
        }
        if (!is_known(name))
            fault("unknown codec; it is matched by its name");
        list.codecs.push_back(std::move(entry));
    }
    return list;
}

std::string to_text(const model::CodecPreferences& codecs) {
    std::string text;
    for (const auto& entry : codecs) {
        text.append(text.empty() ? "" : ",").append(entry.name);
        if (entry.rate != 0)
            text.append(fmt::format("@{}h", entry.rate));
        if (entry.ptime_ms != 0)
            text.append(fmt::format("@{}i", entry.ptime_ms));
        if (entry.channels != 0)
            text.append(fmt::format("@{}c", entry.channels));
    }
    return text;
}

model::CodecPreferences preferences_of(const std::vector<AudioCodec>& codecs) {
    model::CodecPreferences list;
    for (const auto& codec : codecs)
        if (!codec.name.empty())
            list.push_back(
                {codec.name, codec.rate, codec.ptime_ms, codec.channels > 1 ? codec.channels : 0});
    return list;
}

model::CodecPreferences in_both(const model::CodecPreferences& list,
                                const model::CodecPreferences& other) {
    model::CodecPreferences both;
    for (const auto& entry : list) {
        const auto found = std::find_if(
            other.begin(), other.end(), [&](const auto& one) { return is_same(entry, one); });
        if (found == other.end())
            continue;
        auto joined = entry;
        joined.rate = entry.rate != 0 ? entry.rate : found->rate;
        joined.channels = entry.channels != 0 ? entry.channels : found->channels;
        both.push_back(std::move(joined));
    }
    return both;
}

model::CodecPreferences reordered(model::CodecPreferences list,
                                  const model::CodecPreferences& wish) {
    auto next = list.begin();
    for (const auto& wanted : wish)
        next = std::stable_partition(
            next, list.end(), [&](const auto& entry) { return is_same(entry, wanted); });
    return list;
}

bool names_codec(const model::CodecPreference& entry, const AudioCodec& codec) noexcept {
    if (!base::iequals(entry.name, codec.name))
        return false;
    const bool is_g722 = base::iequals(entry.name, "G722");
    return (is_g722 || is_compatible(entry.rate, codec.rate)) &&
           is_compatible(entry.channels, codec.channels);
}

}  // namespace sofia::sip
