#pragma once

#include <vector>

#include "base/result.hpp"
#include "config/element.hpp"
#include "config/warnings.hpp"
#include "dialplan/dialplan.hpp"

namespace sofia::config {

/// Reads all contexts from `section` elements of the dialplan and compiles their expressions.
/// Of two contexts with one name the first is used, with a warning.
/// Errors: Invalid with file:line: a context without name, an expression that does not compile, a
/// time that cannot be, a loop that is no number. Source: behaviour-spec 6.3.
base::Result<dialplan::Dialplan> read_dialplan(const std::vector<const Element*>& sections,
                                               Warnings& warnings);

}  // namespace sofia::config
