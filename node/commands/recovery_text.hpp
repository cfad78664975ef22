#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "recovery/recovery.hpp"

namespace sofia::commands {

/// What `sofia recover` says: the number in the words that scripts look for ("Recovered 2
/// call(s)", "No calls to recover."), then one line for each reason why a call was not recovered,
/// and for each why one that was recovered earlier has been ended because its peer was gone. \param
/// noun "call", or "session" for one profile.
std::string recovery_text(const recovery::Report& report, std::string_view noun);

/// What `fsctl recover` says: the number in the other words that scripts look for, and the same
/// lines.
std::string recovery_sum_text(const recovery::Report& report);

/// What `sofia recover flush` says.
std::string flush_text(std::size_t discarded);

}  // namespace sofia::commands
