#pragma once

#include "sip/message.hpp"
#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// A parsed request as our value. `message` is asked for the packet's source only. A header that
/// the stack cannot read is among the other headers with an empty value, in both kinds of message.
/// The body of a request that describes a session is left out when it does not and may be passed
/// over (RFC 3261 20.11).
Request read_request(msg_t* message, const sip_t& sip);
/// A parsed response as our value; a response made by the stack itself has an empty source.
Response read_response(msg_t* message, const sip_t& sip);
/// The method that a token of the stack stands for.
Method method_of(sip_method_t method) noexcept;
/// The stack's token for a method; sip_method_unknown for Other.
sip_method_t token_of(Method method) noexcept;

}  // namespace sofia::sip::nta
