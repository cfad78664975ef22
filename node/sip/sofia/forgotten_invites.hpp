#pragma once

#include "sip/message.hpp"
#include "sip/sofia/response_sink.hpp"

namespace sofia::sip::nta {

class Room;

/// The INVITEs of ours whose owner is gone before their final response, and answers that nobody
/// waits for: a 2xx is acknowledged and ended with BYE, so that no callee is left in a call that
/// nobody has (RFC 3261 13.2.2.4, 15). Thread: SIP.
class ForgottenInvites final : public ResponseSink {
  public:
    /// `room` holds this object.
    explicit ForgottenInvites(Room& room) noexcept : room_(room) {}

    /// Takes over a client transaction of the stack.
    void adopt(nta_outgoing_t* transaction) noexcept;
    /// Sends ACK and BYE for a 2xx to an INVITE of ours, the BYE with this Reason value when it is
    /// not empty.
    void refuse(const Response& answer, const std::string& reason);
    void on_response_message(nta_outgoing_t* transaction, const sip_t* sip) override;

  private:
    Room& room_;
};

}  // namespace sofia::sip::nta
