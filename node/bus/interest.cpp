#include "bus/interest.hpp"

#include "bus/event_names.hpp"

namespace sofia::bus {
namespace {

constexpr std::size_t kWordBits = 64;
/// The last word has the subclasses, the others the names.
constexpr std::size_t kSubclasses = Interest::kWords - 1;
/// The bit of every name that is not known; only who wants everything wants those.
constexpr std::size_t kUnknown = kSubclasses * kWordBits - 1;
static_assert(kEventNames <= kUnknown);

/// FNV-1a, 64 bits, folded: the subclasses of one module differ at their ends only.
std::uint64_t hash(std::string_view text) noexcept {
    std::uint64_t value = 0xcbf29ce484222325U;
    for (const char c : text) {
        value ^= static_cast<unsigned char>(c);
        value *= 0x100000001b3U;
    }
    return value ^ (value >> 32U);
}

Interest::Bit bit(std::size_t number) noexcept {
    return {number / kWordBits, std::uint64_t{1} << number % kWordBits};
}

}  // namespace

Interest Interest::everything() noexcept {
    return Interest(Words{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}});
}

Interest::Bit Interest::bit_of(std::string_view name, std::string_view subclass) noexcept {
    if (!subclass.empty() && name == "CUSTOM")
        return {kSubclasses, std::uint64_t{1} << hash(subclass) % kWordBits};
    return bit(event_number(name).value_or(kUnknown));
}

void Interest::add(std::string_view name) noexcept {
    if (const auto number = event_number(name))
        words_[bit(*number).word] |= bit(*number).mask;
}

void Interest::remove(std::string_view name) noexcept {
    if (const auto number = event_number(name))
        words_[bit(*number).word] &= ~bit(*number).mask;
}

void Interest::add_subclass(std::string_view subclass) noexcept {
    const auto place = bit_of("CUSTOM", subclass);
    words_[place.word] |= place.mask;
}

void Interest::remove_subclasses() noexcept {
    words_[kSubclasses] = 0;
}

void Interest::merge(const Interest& other) noexcept {
    for (std::size_t i = 0; i < kWords; ++i)
        words_[i] |= other.words_[i];
}

bool Interest::includes(std::string_view name, std::string_view subclass) const noexcept {
    const auto place = bit_of(name, subclass);
    return (words_[place.word] & place.mask) != 0;
}

}  // namespace sofia::bus
