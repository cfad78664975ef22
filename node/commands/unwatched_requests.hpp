#pragma once

#include <list>
#include <memory>

#include "sip/endpoint.hpp"

namespace sofia::commands {

/// Requests that were sent and whose answers matter to nobody: kept until the final one, so that
/// the stack repeats them as long as it should (RFC 3261 17.1.2). Thread: SIP.
class UnwatchedRequests {
  public:
    /// Sends a request outside of any dialog and forgets its answer.
    void send(sip::Endpoint& endpoint, const sip::NewDialog& to, const sip::Outgoing& request);
    /// How many have no final answer yet.
    std::size_t size() const noexcept { return waiting_.size(); }

  private:
    std::list<std::unique_ptr<sip::ClientTransaction>> waiting_;
};

}  // namespace sofia::commands
