#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sofia::commands {

/// How many calls the node carried and took, second by second, for the peaks in `status`. Fed once
/// a second; a peak shorter than that may be missed. Thread: SIP.
class LoadHistory {
  public:
    /// Takes the calls that are up and those that have ever been.
    void sample(std::size_t calls, std::uint64_t total);

    /// Most calls at once within the last five minutes.
    std::size_t recent_peak() const noexcept;
    /// Most new calls in one second: ever, and within the last five minutes.
    std::size_t rate_peak() const noexcept { return rate_peak_; }
    std::size_t recent_rate_peak() const noexcept;

  private:
    struct Second {
        std::size_t calls = 0;
        std::size_t rate = 0;
    };
    std::array<Second, 300> seconds_{};
    std::size_t next_ = 0;
    std::uint64_t total_ = 0;
    std::size_t rate_peak_ = 0;
};

}  // namespace sofia::commands
