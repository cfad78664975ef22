#pragma once

#include <cstdint>
#include <memory>

#include "base/ids.hpp"
#include "call/call.hpp"

namespace sofia::call {

/// A request that waits for an answer of a peer, and changes nothing in the call itself.
struct Call::Exchange {
    /// The other peer's request that gets this answer; null for one of our own.
    std::unique_ptr<sip::ServerTransaction> from;
    std::unique_ptr<sip::ClientTransaction> to;
    /// The leg that it was sent on.
    base::LegUuid leg;
    /// What is sent, without what every request of ours has.
    sip::Outgoing request;
    /// A challenge has been answered.
    bool challenged = false;
    /// Which notice of ours it is.
    std::uint32_t notice = 0;
};

}  // namespace sofia::call
