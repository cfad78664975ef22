#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "call/leg.hpp"
#include "gateway/gateways.hpp"
#include "sip/digest_client.hpp"

namespace sofia::call {

/// Who a leg's peer is told we are when it asks (RFC 3261 22): what the leg's variables
/// sip_auth_username and sip_auth_password say, else the gateway that sip_use_gateway names, else
/// the gateway that the call goes through. Thread: SIP, as all that follows.

/// Finds the gateway whose password answers for a leg, by the leg's variables; one that is known
/// already stays. `gateways` may be nullptr.
void find_login(Leg& leg, const gateway::Gateways* gateways);

/// Takes the challenge of a 401 or 407, so that credentials() answers it. In a dialog only the
/// gateway's, or for variables only that of the address which the call is with: the dialog goes
/// where the peer's Contact says, and that may be a stranger. Errors: NotFound where nothing says
/// who we are; Unsupported for a stranger; those of DigestClient.
base::Result<void> take_challenge(Leg& leg,
                                  const sip::Response& refusal,
                                  gateway::Way way,
                                  std::string_view method);

/// The header lines that answer; none before the first challenge.
std::vector<sip::Header> credentials(Leg& leg, std::string_view method, std::string_view uri);

}  // namespace sofia::call
