#pragma once

#include <string_view>

namespace sofia::commands {

/// Whether a command line has to wait while a node that has just become active loads the bindings.
/// Those that steer the node do not: a promotion must not wait for anything but its sockets. Pure.
bool waits_for_bindings(std::string_view line);

}  // namespace sofia::commands
