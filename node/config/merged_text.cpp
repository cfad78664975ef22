#include "config/merged_text.hpp"

#include <algorithm>

namespace sofia::config {

void MergedText::mark(const Place& place) {
    if (!marks_.empty() && marks_.back().offset == text_.size())
        marks_.back().place = place;
    else
        marks_.push_back({text_.size(), place});
}

Place MergedText::place_of(std::size_t offset) const {
    const auto after = std::upper_bound(
        marks_.begin(), marks_.end(), offset, [](std::size_t wanted, const Mark& mark) {
            return wanted < mark.offset;
        });
    return after == marks_.begin() ? Place{} : std::prev(after)->place;
}

}  // namespace sofia::config
