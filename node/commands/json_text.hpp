#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace sofia::commands {

/// JSON in the layout that users of `sofia jsonstatus` know: members one a line, indented by tabs,
/// a tab after the colon, arrays on one line. Bytes that are not UTF-8 become U+FFFD.
std::string tabbed_json(const nlohmann::ordered_json& value);

/// JSON on one line without blanks, for `show ... as json`. Bytes that are not UTF-8 become U+FFFD.
std::string compact_json(const nlohmann::ordered_json& value);

/// Appends a text as compact_json() writes it, with its quotes; quick when nothing in it has to be
/// escaped.
void append_json_string(std::string& text, std::string_view value);

}  // namespace sofia::commands
