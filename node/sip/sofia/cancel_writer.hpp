#pragma once

#include <string_view>

#include "sip/sofia/message_ref.hpp"
#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// Sends the CANCEL of our INVITE (RFC 3261 9.1), with a Reason value when not empty (RFC 3326).
/// Requires: a provisional response has come.
///
/// On a stream the stack's own cancel cannot be used: with NTATAG_UA(0) it ends the INVITE's
/// transaction on the spot, and nobody would acknowledge the 487. There the CANCEL is a transaction
/// of its own that shares the INVITE's branch. \param destination next hop of the INVITE, empty for
/// its route. \param user_agent empty: none.
void send_cancel(nta_agent_t* agent,
                 nta_outgoing_t* invite,
                 const std::string& destination,
                 std::string_view reason,
                 const std::string& user_agent);

/// Whether the request left on a transport that keeps a connection.
bool is_on_stream(nta_outgoing_t* request);

}  // namespace sofia::sip::nta
