#pragma once

#include <string>

#include "call/applications.hpp"

namespace sofia::call {

/// `socket HOST[:PORT][|HOST[:PORT]...] [async] [full]`: a server outside is asked what to do with
/// the call, until it leaves or the call is over. When none of the servers can be reached the next
/// action follows. As apply() describes it.
Flow socket(Services& services, Call& call, Script& script, const std::string& data);

}  // namespace sofia::call
