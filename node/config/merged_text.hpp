#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.hpp"

namespace sofia::config {

/// The configuration as one XML text, and for each of its characters the file and line that it came
/// from.
class MergedText {
  public:
    /// From here on text comes from `place`.
    void mark(const Place& place);
    /// Appends text of the place that was marked last.
    void append(std::string_view text) { text_.append(text); }
    /// All text so far.
    const std::string& text() const noexcept { return text_; }
    /// Where the character at `offset` came from; the last place for an offset behind the end.
    Place place_of(std::size_t offset) const;

  private:
    struct Mark {
        std::size_t offset;
        Place place;
    };
    std::string text_;
    // In order of offset.
    std::vector<Mark> marks_;
};

}  // namespace sofia::config
