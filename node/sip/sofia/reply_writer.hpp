#pragma once

#include <string>

#include "sip/message.hpp"
#include "sip/sofia/message_ref.hpp"

namespace sofia::sip::nta {

/// Sends a reply of a transaction of the stack, with our To tag on all but 100, and
/// `user_agent` unless it brings one.
/// \return whether the stack took it.
bool send_reply(nta_agent_t* agent,
                nta_incoming_t* transaction,
                const Reply& reply,
                const std::string& to_tag,
                const std::string& user_agent);

/// Sends a reply that the stack keeps no state for. `request` goes to the stack.
/// \return whether the stack took it.
bool send_stateless_reply(nta_agent_t* agent,
                          MessageRef request,
                          const Reply& reply,
                          const std::string& to_tag,
                          const std::string& user_agent);

}  // namespace sofia::sip::nta
