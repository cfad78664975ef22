#include "model/call_tag.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace sofia::model {
namespace {

// Without digits that hexadecimal tags are full of, and the same to a peer that folds case.
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kHex = "0123456789abcdef";
/// 128 bits, five a character; the last two bits of the last one are zero.
constexpr std::size_t kEncoded = 26;
constexpr std::size_t kMark = 2 + kEncoded;
constexpr std::size_t kUuidText = 36;

using Bytes = std::array<std::uint8_t, 16>;

bool is_dash(std::size_t position) noexcept {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

std::optional<Bytes> bytes_of(std::string_view uuid) {
    if (uuid.size() != kUuidText)
        return std::nullopt;
    Bytes bytes{};
    std::size_t digit = 0;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (is_dash(i)) {
            if (uuid[i] != '-')
                return std::nullopt;
            continue;
        }
        const auto value = kHex.find(uuid[i]);
        if (value == std::string_view::npos)
            return std::nullopt;
        auto& byte = bytes[digit++ / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
    }
    return bytes;
}

std::string text_of(const Bytes& bytes) {
    std::string text;
    text.reserve(kUuidText);
    for (const auto byte : bytes) {
        if (is_dash(text.size()))
            text.push_back('-');
        text.push_back(kHex[byte >> 4]);
        text.push_back(kHex[byte & 15]);
    }
    return text;
}

/// Bits that have come in and wait to go out; never more than 12.
struct Bits {
    std::uint32_t value = 0;
    int count = 0;

    void push(std::uint32_t bits, int width) noexcept {
        value = value << width | bits;
        count += width;
    }
    std::uint32_t pop(int width) noexcept {
        count -= width;
        const auto bits = value >> count;
        value &= (1U << count) - 1;
        return bits;
    }
};

void encode(const Bytes& bytes, std::string& out) {
    Bits bits;
    for (const auto byte : bytes) {
        bits.push(byte, 8);
        while (bits.count >= 5)
            out.push_back(kBase32[bits.pop(5)]);
    }
    bits.push(0, 5 - bits.count);
    out.push_back(kBase32[bits.pop(5)]);
}

std::optional<Bytes> decode(std::string_view text) {
    Bytes bytes{};
    std::size_t size = 0;
    Bits bits;
    for (const char c : text) {
        const auto value = kBase32.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits.push(static_cast<std::uint32_t>(value), 5);
        if (bits.count >= 8)
            bytes[size++] = static_cast<std::uint8_t>(bits.pop(8));
    }
    if (bits.value != 0)
        return std::nullopt;
    return bytes;
}

}  // namespace

std::string mark_of(const base::CallUuid& call, char leg) {
    const auto bytes = bytes_of(call.str());
    if (!bytes)
        return {};
    std::string mark{'-', leg};
    mark.reserve(kMark);
    encode(*bytes, mark);
    return mark;
}

std::optional<base::CallUuid> call_of(std::string_view tag) {
    if (tag.size() <= kMark)
        return std::nullopt;
    const auto mark = tag.substr(tag.size() - kMark);
    if (mark[0] != '-' || (mark[1] != 'a' && mark[1] != 'b'))
        return std::nullopt;
    const auto bytes = decode(mark.substr(2));
    if (!bytes)
        return std::nullopt;
    return base::CallUuid(text_of(*bytes));
}

}  // namespace sofia::model
