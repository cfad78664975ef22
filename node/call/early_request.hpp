#pragma once

#include <memory>

#include "call/leg.hpp"
#include "sip/endpoint.hpp"

namespace sofia::call {

/// Answers a request that a callee sends before it has answered our INVITE. An UPDATE that
/// refreshes its target gets 200 with our Contact, one with an offer and an INVITE 491, since our
/// offer has no answer yet (RFC 3311 5.2, RFC 3261 14.2). BYE gets 481 and changes nothing: a
/// callee has none before the ACK of his answer (RFC 3261 15); while the leg is ending it gets 200.
/// OPTIONS gets 200, what we do not know 501, anything else 480. Thread: SIP.
void answer_early_request(std::unique_ptr<sip::ServerTransaction> request, const Leg& leg);

}  // namespace sofia::call
