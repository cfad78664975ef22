#pragma once

#include <string>

#include "base/result.hpp"

namespace sofia::commands {

/// "[Success]", or "[<why>]": how a read of the configuration ended.
std::string reload_result(const base::Result<void>& reloaded);
/// "Reload XML [Success]\n" or "Reload XML [<why>]\n", with which profile commands begin.
std::string reload_line(const base::Result<void>& reloaded);

}  // namespace sofia::commands
