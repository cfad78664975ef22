#pragma once

#include <string_view>

#include "commands/context.hpp"
#include "commands/table.hpp"

namespace sofia::commands {

/// Whether this node is the active one of its cluster; when it is not, replies
/// "-ERR role is STANDBY: only an active node <does>", so that no command makes a second master.
bool is_active(const Context& context, std::string_view does, const Reply& reply);

}  // namespace sofia::commands
