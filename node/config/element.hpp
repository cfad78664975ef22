#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "config/merged_text.hpp"
#include "config/place.hpp"

namespace sofia::config {

/// One XML element as a value.
struct Element {
    std::string name;
    /// In the order of the file.
    std::vector<std::pair<std::string, std::string>> attributes;
    /// Character data directly inside, joined and trimmed.
    std::string text;
    std::vector<Element> children;
    Place place;

    /// The value of an attribute; nothing when it is absent.
    std::optional<std::string_view> find(std::string_view attribute) const noexcept;
    /// The value of an attribute; empty when it is absent.
    std::string_view attribute(std::string_view attribute) const noexcept;
    /// The first child of that name; nullptr when there is none.
    const Element* child(std::string_view child_name) const noexcept;
    /// All children of that name, in order.
    std::vector<const Element*> all(std::string_view child_name) const;
    /// All grandchildren `wrapper/child_name`, as in `settings/param`.
    std::vector<const Element*> all(std::string_view wrapper, std::string_view child_name) const;
};

/// Reads XML. Errors: Invalid with file:line of the original file; also elements nested deeper than
/// 200 levels.
base::Result<Element> parse_xml(const MergedText& merged);

}  // namespace sofia::config
