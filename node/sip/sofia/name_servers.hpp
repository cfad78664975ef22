#pragma once

#include <string>

#include "model/dialog_state.hpp"

namespace sofia::sip::nta {

/// Whether one of the name servers of a resolv.conf has a route; true as well when the file names
/// none, because then the stack asks nobody. Sends nothing. Thread: any.
bool name_servers_have_route(const std::string& resolv_conf = "/etc/resolv.conf");

/// Whether the stack may be given a request for this next hop (a URI): it is an address, or a name
/// that somebody can be asked about (RFC 3263). The resolver of 1.12.11 connects to a name server
/// without a route again and again and never returns, which would stop the SIP thread for good: the
/// request fails here instead. Each refusal is logged. Thread: SIP.
bool may_look_up(const std::string& next_hop);

/// The same for what a dialog sends to: `destination`, or when that is empty its first hop.
bool may_look_up(const std::string& destination, const model::DialogState& dialog);

}  // namespace sofia::sip::nta
