#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "dialplan/dial_string.hpp"

namespace sofia::dialplan {

/// Fills in a leg from `endpoint/destination`, backslashes resolved; variables stay as they are.
/// Errors: Invalid, a sentence without a column.
base::Result<void> read_destination(std::string_view text, DialLeg& leg);

}  // namespace sofia::dialplan
