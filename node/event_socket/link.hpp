#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace sofia::event_socket {

/// One accepted connection as bytes. Destroying it closes the connection at once and ends the
/// callbacks, also from inside one. Thread: IO.
class Link {
  public:
    virtual ~Link() = default;
    /// The address of the other end without its port; an IPv4 one never in its IPv6 form.
    virtual const std::string& peer() const = 0;
    /// Begins reading. `bytes` is called with what came, `ended` once when the other end has
    /// closed or the connection broke; no bytes come after it.
    virtual void start(std::function<void(std::string_view)> bytes,
                       std::function<void()> ended) = 0;
    /// Queues bytes to be sent; never blocks. After an error they are dropped.
    virtual void send(std::string bytes) = 0;
    /// Bytes that were queued and not yet taken by the network.
    virtual std::size_t unsent() const = 0;
    /// Leaves incoming bytes in the network, so that the other end comes to a halt.
    virtual void pause() = 0;
    /// Reads on.
    virtual void resume() = 0;
    /// Sends what waits, tells the other end that nothing follows, and calls `ended` when it has
    /// closed too, or after ten seconds. Incoming bytes are thrown away: closing with unread
    /// bytes would reset the connection and could cost the other end our last words.
    virtual void finish() = 0;
};

}  // namespace sofia::event_socket
