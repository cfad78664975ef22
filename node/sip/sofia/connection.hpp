#pragma once

#include <string>

#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// Whether a request can go to `uri` without opening a connection: always on UDP, on a stream only
/// while the peer's connection lives. A client's own port takes no connection from us.
bool is_reachable(nta_agent_t* agent, const std::string& uri);

}  // namespace sofia::sip::nta
