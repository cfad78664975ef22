#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "bus/bus.hpp"
#include "call/steered_call.hpp"
#include "event_socket/options.hpp"

namespace sofia::event_socket {

/// The event socket: a TCP server with a thread of its own, on which clients run commands and
/// listen to events and log. Source: behaviour-spec 11.
class Server {
  public:
    /// Listens and serves until the server is destroyed. `bus` must outlive it; `runner` is called
    /// on the IO thread and must hand the line over without waiting.
    /// Errors: Invalid for an empty password or an address that is none, Unavailable when address
    /// and port cannot be bound.
    static base::Result<std::unique_ptr<Server>> start(Options options,
                                                       CommandRunner runner,
                                                       bus::Bus& bus);
    /// Tells the clients, closes their connections and joins the thread. Replies of the runner
    /// that come later are dropped.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Connects to the servers that a call names, one after the other until one can be reached,
    /// and has that one steer the call as a client. \return the connection as the call has it,
    /// which may outlive the event socket. Thread: any but the IO thread.
    std::unique_ptr<call::Helm> steer(call::SteeredCall call);

    /// The port that it listens on. Thread: any.
    std::uint16_t port() const noexcept;
    /// How many clients are connected. Thread: any.
    std::size_t clients() const noexcept;

  private:
    class Room;
    explicit Server(std::unique_ptr<Room> room);

    std::unique_ptr<Room> room_;
};

}  // namespace sofia::event_socket
