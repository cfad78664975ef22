#pragma once

#include <string>

#include "call/applications.hpp"

namespace sofia::call {

/// `transfer DESTINATION [DIALPLAN [CONTEXT]]`: the call goes through the dialplan again for
/// another destination, and its present actions are forgotten. Nothing matches: the call ends.
Flow transfer(Services& services, Call& call, Script& script, const std::string& data);

/// The same with its parts; an empty context is the call's own.
Flow transfer_to(Services& services,
                 Call& call,
                 Script& script,
                 const std::string& destination,
                 const std::string& context);

/// `execute_extension DESTINATION [DIALPLAN [CONTEXT]]`: runs the actions of another destination
/// and then goes on with its own. Nothing matches: it goes on at once.
Flow execute_extension(Services& services, Call& call, Script& script, const std::string& data);

}  // namespace sofia::call
