#pragma once

#include <string>
#include <string_view>

#include "call/call.hpp"
#include "call/script.hpp"

namespace sofia::call {

/// What the script does after an application.
enum class Flow {
    Continue,  ///< the next action follows at once
    Wait,      ///< the application goes on by itself and calls Script::run() when it is done
    End,       ///< the call has ended, or will be ended by what was begun
};

/// Runs one dialplan application with its expanded argument. One that this version does not have is
/// logged and skipped, as users of the other system expect of a module that is not loaded.
Flow apply(Services& services,
           Call& call,
           Script& script,
           const std::string& application,
           const std::string& data);

/// Sends the call through the dialplan again (transfer, execute_extension and the first pass): the
/// actions of the context for the call's present destination. Empty when nothing matched.
std::vector<dialplan::Action> route_call(Services& services, Call& call, std::string_view context);

}  // namespace sofia::call
