#include "commands/load_history.hpp"

#include <algorithm>

namespace sofia::commands {

void LoadHistory::sample(std::size_t calls, std::uint64_t total) {
    const auto rate = static_cast<std::size_t>(total - total_);
    total_ = total;
    rate_peak_ = std::max(rate_peak_, rate);
    seconds_[next_] = {calls, rate};
    next_ = (next_ + 1) % seconds_.size();
}

std::size_t LoadHistory::recent_peak() const noexcept {
    std::size_t peak = 0;
    for (const auto& second : seconds_)
        peak = std::max(peak, second.calls);
    return peak;
}

std::size_t LoadHistory::recent_rate_peak() const noexcept {
    std::size_t peak = 0;
    for (const auto& second : seconds_)
        peak = std::max(peak, second.rate);
    return peak;
}

}  // namespace sofia::commands
