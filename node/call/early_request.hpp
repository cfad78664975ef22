#pragma once

#include <memory>
#include <string>

#include "sip/endpoint.hpp"

namespace sofia::call {

/// Answers a request that a callee sends before it has answered our INVITE: an UPDATE that
/// refreshes its target gets 200 with our Contact, one with an offer 491, since ours has no answer
/// yet (RFC 3311 5.2), anything else 501. Thread: SIP.
void answer_early_request(std::unique_ptr<sip::ServerTransaction> request,
                          const std::string& contact);

}  // namespace sofia::call
