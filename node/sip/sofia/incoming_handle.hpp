#pragma once

#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// One server transaction of the stack, given back when destroyed; the stack keeps it for
/// retransmissions as long as the standard wants. Thread: SIP.
class IncomingHandle {
  public:
    /// `room` is alive as long as this handle: its owner holds it, or is held by it.
    IncomingHandle(Room& room, nta_incoming_t* transaction) noexcept
        : room_(room), transaction_(transaction) {}
    ~IncomingHandle() {
        // After the agent's end the transaction is gone too; after closing nothing may be sent,
        // and destroying an unanswered transaction would send 500.
        if (room_.agent.get() == nullptr)
            return;
        nta_incoming_bind(transaction_, nullptr, nullptr);
        if (room_.is_open())
            nta_incoming_destroy(transaction_);
    }
    IncomingHandle(const IncomingHandle&) = delete;
    IncomingHandle& operator=(const IncomingHandle&) = delete;

    /// The transaction for the stack's functions; only while the room is open.
    nta_incoming_t* get() const noexcept { return transaction_; }

  private:
    Room& room_;
    nta_incoming_t* transaction_;
};

}  // namespace sofia::sip::nta
