#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialplan/route.hpp"

namespace sofia::dialplan {

/// Whether an application can run while the dialplan is read: set, multiset, export or unset.
bool runs_inline(std::string_view application) noexcept;

/// What such an application changes, `data` being expanded already. An empty value and `_undef_`
/// unset a variable; multiset takes pairs separated by blanks, or by X after `^^X`; `nolocal:` in
/// front of an exported name keeps it from this call. Empty for another application or without a
/// name.
std::vector<VariableChange> inline_changes(std::string_view application, std::string_view data);

}  // namespace sofia::dialplan
