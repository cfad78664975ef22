#pragma once

#include <string>

#include "model/dialog_state.hpp"
#include "sip/message.hpp"

namespace sofia::sip::nta {

/// The dialog that a request creates at the UAS (RFC 3261 12.1.1). Next hop: see next_hop_to().
model::DialogState dialog_of(const Request& request, const std::string& local_tag);

/// Takes the peer's tag, route set and target from the answer that establishes a dialog at the UAC
/// (RFC 3261 12.1.2). The target stays when the answer has no Contact.
void take_answer(model::DialogState& dialog, const Response& answer);

/// Where requests of a dialog without route set go when its Contact does not lead to the peer: to
/// the source of the peer's message, as a URI. That is so for a Contact with an address that the
/// message did not come from (NAT), and on a stream, whose connection is used again. Empty: the
/// Contact leads there.
std::string next_hop_to(const MessageHead& message);

}  // namespace sofia::sip::nta
