#pragma once

#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// Receives the responses of a client transaction of the stack. Thread: SIP.
class ResponseSink {
  public:
    virtual ~ResponseSink() = default;
    /// A response, or null when the stack made none for its own failure.
    virtual void on_response_message(nta_outgoing_t* transaction, const sip_t* sip) = 0;

    /// The stack's callback for every sink.
    static int receive(ResponseSink* sink, nta_outgoing_t* transaction, const sip_t* sip) noexcept;
};

}  // namespace sofia::sip::nta
