#pragma once

#include <optional>
#include <string>
#include <vector>

#include "call/services.hpp"
#include "call/target.hpp"
#include "sip/uri.hpp"

namespace sofia::call {

/// Where a redirection (RFC 3261 8.1.3.4) leads when it names a user of this node, as a phone that
/// is forwarded to a colleague does: his bindings, perhaps none. Nothing when the URI is of
/// somebody else. `profile` is where the redirected leg was called from. Thread: SIP.
std::optional<std::vector<Target>> own_users(const Services& services,
                                             const std::string& profile,
                                             const sip::Uri& contact);

}  // namespace sofia::call
