#pragma once

#include "commands/context.hpp"
#include "commands/table.hpp"

namespace sofia::commands {

/// Adds every command of this version, and the names of commands that only the other system has,
/// which answer that they are not supported. `context` must outlive the table and the SIP loop's
/// timers; it is given the timer that feeds its load history. Called once. Thread: SIP.
void register_commands(Table& table, Context& context);

}  // namespace sofia::commands
