#pragma once

#include <functional>

namespace sofia::sip::nta {

/// The last word before a packet of the SIP thread leaves (ADR 0008). The loop asks before each
/// turn whether it may act, but a process can be stopped in the middle of a turn, with an answer
/// half written, and go on when another node has long taken its place. So it is asked once more in
/// `su_vsend`, the one function by which the stack's transports write: a datagram that may not
/// leave is lost as if the network had lost it, and a stream takes nothing until it may.
///
/// There is one at a time on a thread. Thread: SIP.
class OutgoingGate {
  public:
    /// From now on `may_send` is asked before each packet of this thread.
    explicit OutgoingGate(std::function<bool()> may_send);
    ~OutgoingGate();
    OutgoingGate(const OutgoingGate&) = delete;
    OutgoingGate& operator=(const OutgoingGate&) = delete;

    /// Whether a packet of the calling thread may leave now; always where there is no gate.
    static bool is_open();

  private:
    const std::function<bool()> may_send_;
};

}  // namespace sofia::sip::nta
