#include "store/portable_text.hpp"

#include <cstdint>
#include <cstring>

namespace sofia::store {
namespace {

/// U+F700 + byte in UTF-8: EF, then 9C..9F, then 80..BF.
constexpr unsigned char kMarkFirst = 0xEF;
constexpr unsigned char kMarkSecond = 0x9C;

unsigned char byte_at(std::string_view text, std::size_t i) noexcept {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool is_continuation(unsigned char byte) noexcept {
    return (byte & 0xC0) == 0x80;
}

bool is_mark(std::string_view text, std::size_t i) noexcept {
    return byte_at(text, i) == kMarkFirst && (byte_at(text, i + 1) & 0xFC) == kMarkSecond &&
           is_continuation(byte_at(text, i + 2));
}

/// Length of the well-formed UTF-8 character at `i` (RFC 3629 section 4), 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t i) noexcept {
    const auto first = byte_at(text, i);
    const auto second = byte_at(text, i + 1);
    if (first < 0x80)
        return first == 0 ? 0 : 1;
    if (first < 0xC2 || first > 0xF4 || !is_continuation(second))
        return 0;
    if (first < 0xE0)
        return 2;
    if (!is_continuation(byte_at(text, i + 2)))
        return 0;
    if (first < 0xF0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool too_large = first == 0xF4 && second > 0x8F;
    return overlong || too_large || !is_continuation(byte_at(text, i + 3)) ? 0 : 4;
}

/// How many bytes at the front are ASCII without NUL; looks at eight at a time and may stop early.
std::size_t ascii_prefix(std::string_view text) noexcept {
    constexpr std::uint64_t kLow = 0x0101010101010101;
    constexpr std::uint64_t kHigh = 0x8080808080808080;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        if ((word & kHigh) != 0 || ((word - kLow) & ~word & kHigh) != 0)
            break;
    }
    return i;
}

}  // namespace

bool is_portable(std::string_view text) noexcept {
    for (std::size_t i = ascii_prefix(text); i < text.size();) {
        const auto length = character_length(text, i);
        if (length == 0 || is_mark(text, i))
            return false;
        i += length;
    }
    return true;
}

std::string to_portable(std::string_view text) {
    std::string result;
    result.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size();) {
        const auto length = is_mark(text, i) ? 0 : character_length(text, i);
        if (length == 0) {
            const auto byte = byte_at(text, i++);
            result.push_back(static_cast<char>(kMarkFirst));
            result.push_back(static_cast<char>(kMarkSecond | (byte >> 6)));
            result.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
        } else {
            result.append(text, i, length);
            i += length;
        }
    }
    return result;
}

std::string from_portable(std::string text) {
    if (text.find(static_cast<char>(kMarkFirst)) == std::string::npos)
        return text;
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        if (is_mark(text, i)) {
            result.push_back(static_cast<char>(((byte_at(text, i + 1) & 0x03) << 6) |
                                               (byte_at(text, i + 2) & 0x3F)));
            i += 3;
        } else {
            result.push_back(text[i++]);
        }
    }
    return result;
}

}  // namespace sofia::store
