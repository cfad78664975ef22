#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/dialog_state.hpp"
#include "sip/message.hpp"
#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// A fresh branch for an ACK; each repetition of the ACK uses the same (RFC 3261 8.1.1.7).
std::string new_branch();

/// Whether a header line carries credentials.
bool is_credentials(const Header& header) noexcept;

/// Sends the ACK of a 2xx, which is no transaction (RFC 3261 13.2.2.4). The log tells when it
/// cannot be sent; the peer then repeats its 2xx.
void send_ack(nta_agent_t* agent,
              const model::DialogState& dialog,
              std::uint32_t invite_cseq,
              const std::string& branch,
              const std::vector<Header>& credentials,
              const Body& body,
              const std::string& user_agent);

}  // namespace sofia::sip::nta
