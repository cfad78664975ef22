#pragma once

#include <string>
#include <string_view>

namespace sofia::presence {

/// A text as it may stand in an element or in an attribute with double quotes (XML 1.0 2.4). What
/// XML has no place for, control characters and bytes that are not UTF-8, becomes `?`.
std::string escaped(std::string_view text);

}  // namespace sofia::presence
