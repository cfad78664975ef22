#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sofia::dialplan {

/// Replaces `$1` and `${1}` by captures; `$0` is the whole match. A number without a capture gives
/// nothing; `${name}` stays.
std::string substitute(std::string_view text, const std::vector<std::string>& captures);

/// Captures as the value of DP_MATCH: the text alone when there is one, else `ARRAY::a|:b`.
std::string as_array(const std::vector<std::string>& captures);

}  // namespace sofia::dialplan
