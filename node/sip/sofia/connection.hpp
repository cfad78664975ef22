#pragma once

#include <string>

#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// Whether a request can go to `uri` without opening a connection: always on UDP, on a stream only
/// while the peer's connection lives. A client's own port takes no connection from us.
bool is_reachable(nta_agent_t* agent, const std::string& uri);
/// Whether requests to a peer that is reachable at `uri` go there: on a stream they do not where
/// connections are not used again (reuse-connections).
bool is_next_hop(nta_agent_t* agent, const std::string& uri);

}  // namespace sofia::sip::nta
