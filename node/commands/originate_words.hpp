#pragma once

#include <string_view>

#include "base/result.hpp"
#include "call/originate.hpp"

namespace sofia::commands {

/// Reads what follows `originate`:
///
///     <dial string> <extension>|&bridge(<dial string>)
///         [<dialplan>] [<context>] [<caller name>] [<caller number>] [<timeout in seconds>]
///
/// A blank inside of brackets of any kind or 'quotes' does not end a word; `undef` stands for an
/// omitted word. Errors: Invalid (the usage text), Unsupported (an application other than bridge, a
/// dialplan other than XML).
base::Result<call::Origination> parse_originate(std::string_view line);

}  // namespace sofia::commands
