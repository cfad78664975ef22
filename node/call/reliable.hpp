#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "model/profile.hpp"
#include "sip/loop.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// Which provisional response a PRACK acknowledges (RFC 3262 7.2).
struct RAck {
    std::uint32_t rseq = 0;
    std::uint32_t cseq = 0;

    bool operator==(const RAck&) const = default;
};

/// Reads `RSeq CSeq INVITE`; nothing when it is something else.
std::optional<RAck> read_rack(std::string_view value);

/// The RSeq of a response that wants a PRACK (RFC 3262 4); nothing for one that does not.
std::optional<std::uint32_t> reliable_number(const sip::Response& provisional);

/// The provisional answers that a caller gets reliably (RFC 3262 3): one at a time, each repeated
/// at T1, doubling, until its PRACK or 64*T1. Owned by the call whose INVITE it answers. Thread:
/// SIP.
class Reliable {
  public:
    /// `transmit` puts an answer onto the wire; `lost` is called when no PRACK came in time, and
    /// may destroy this object.
    Reliable(sip::Loop& loop,
             const model::ProfileTimers& timers,
             std::uint32_t invite_cseq,
             std::uint32_t first_rseq,
             std::function<void(const sip::Reply&)> transmit,
             std::function<void()> lost);

    /// Sends an answer, or keeps it until the one before is acknowledged.
    void send(sip::Reply provisional);
    /// The final answer goes out: nothing is sent or repeated any more, but the PRACK of the answer
    /// that is open is still taken (RFC 3262 3).
    void settle();
    /// Takes the PRACK of the open answer. \return false when it acknowledges something else.
    bool acknowledge(const RAck& rack);
    /// Whether the final answer must wait: an answer to the offer has no PRACK yet (RFC 3262 3).
    bool holds_final() const noexcept { return timer_ && !open_.body.empty(); }

  private:
    void begin(sip::Reply provisional);
    void schedule();
    void expire();

    sip::Loop& loop_;
    const model::ProfileTimers timers_;
    const std::uint32_t invite_cseq_;
    std::uint32_t rseq_;
    std::function<void(const sip::Reply&)> transmit_;
    std::function<void()> lost_;
    /// The answer that has no PRACK yet, while the timer runs.
    sip::Reply open_;
    std::unique_ptr<sip::Timer> timer_;
    /// Whether the open answer had no PRACK when the final one went out.
    bool awaits_late_prack_ = false;
    std::chrono::milliseconds interval_{0};
    std::chrono::milliseconds elapsed_{0};
    std::deque<sip::Reply> waiting_;
};

}  // namespace sofia::call
