#pragma once

#include <cstdint>
#include <string>

#include "model/dialog_state.hpp"
#include "sip/message.hpp"
#include "sip/sofia/message_ref.hpp"

namespace sofia::sip::nta {

/// A request of a dialog, or one outside of any whose From, To, target and route `dialog` gives
/// (RFC 3261 12.2.1.1): loose and strict route sets, Max-Forwards 70 unless it is among the
/// headers, `user_agent` unless there is one among them. Null when a stored value is unreadable;
/// the log names it.
MessageRef write_request(nta_agent_t* agent,
                         const model::DialogState& dialog,
                         std::uint32_t cseq,
                         const Outgoing& request,
                         const std::string& user_agent);

/// Where the stack sends requests of this dialog, as a URI: to its next hop, or to a strict router
/// at the head of the route set. Empty: to the first Route or the Request-URI, also when the next
/// hop is a stream whose connection is gone, so that the Contact is tried.
std::string send_to(nta_agent_t* agent, const model::DialogState& dialog);

/// The first Route or the Request-URI: where a request goes for which send_to() names nothing.
std::string first_hop(const model::DialogState& dialog);

}  // namespace sofia::sip::nta
