#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sip/loop.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// Looks after the TLS connection that a request has just been sent on. The stack tells nobody when
/// a handshake fails; the request would wait for its timer, 32 s. Thread: SIP.
class HandshakeWatch {
  public:
    /// Watches the connection to `uri`, an address with transport=tls, if the stack has one that is
    /// there or being made. `lost` is called once, from the loop, when it is gone; it may destroy
    /// this object.
    HandshakeWatch(std::shared_ptr<Room> room, std::string uri, std::function<void()> lost);

  private:
    void look();

    const std::shared_ptr<Room> room_;
    const std::string uri_;
    const std::function<void()> lost_;
    std::unique_ptr<Timer> timer_;
};

}  // namespace sofia::sip::nta
