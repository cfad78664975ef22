#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sofia::bus {

/// Which events somebody wants to see: a bit for each name, and hashed bits for the subclasses of
/// CUSTOM. So it may say yes to a subclass that nobody asked for, but never no to one that somebody
/// did. Cheap enough to be asked before an event is built. A value.
class Interest {
  public:
    static constexpr std::size_t kWords = 3;
    using Words = std::array<std::uint64_t, kWords>;

    /// Wants nothing.
    Interest() = default;
    /// The bits that words() gave.
    explicit Interest(const Words& words) : words_(words) {}
    /// Wants every event, also of names that are not known.
    static Interest everything() noexcept;

    /// Wants, or does not want any more, the events of a name. CUSTOM: those without a subclass.
    /// A name that is not known changes nothing.
    void add(std::string_view name) noexcept;
    void remove(std::string_view name) noexcept;
    /// Wants the CUSTOM events of a subclass.
    void add_subclass(std::string_view subclass) noexcept;
    /// Does not want any subclass.
    void remove_subclasses() noexcept;
    /// Wants what the other one wants, too.
    void merge(const Interest& other) noexcept;

    /// Whether an event of this name, and for CUSTOM of this subclass, may be wanted.
    bool includes(std::string_view name, std::string_view subclass = {}) const noexcept;
    /// All bits, for who keeps them in atomics.
    const Words& words() const noexcept { return words_; }
    /// Which bit of words() decides on an event: its word and its mask.
    struct Bit {
        std::size_t word = 0;
        std::uint64_t mask = 0;
    };
    static Bit bit_of(std::string_view name, std::string_view subclass = {}) noexcept;

    bool operator==(const Interest&) const = default;

  private:
    Words words_{};
};

}  // namespace sofia::bus
