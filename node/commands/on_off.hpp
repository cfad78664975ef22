#pragma once

#include <optional>
#include <string_view>

namespace sofia::commands {

/// true for `on`, false for `off`, in any case of letters; nothing for any other word.
std::optional<bool> on_off(std::string_view word) noexcept;

}  // namespace sofia::commands
