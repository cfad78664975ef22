#pragma once

#include <string_view>

namespace sofia::commands {

/// Whether a command line has to wait while a node that has just become active loads the bindings.
/// Those that steer the node do not: a promotion must not wait for anything but its sockets. Pure.
bool waits_for_bindings(std::string_view line);

/// Whether a command line is carried out also while the node may not act (sip::Loop::control()):
/// those that only show the node, and those that change its role or end it without a word to
/// anybody. Pure.
bool is_for_a_held_node(std::string_view line);

}  // namespace sofia::commands
