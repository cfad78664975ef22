#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "event_socket/link.hpp"
#include "sip/loop.hpp"

namespace sofia::event_socket {

/// A connection that is being made; destroying it gives it up.
class Attempt {
  public:
    virtual ~Attempt() = default;
};

using OnConnected = std::function<void(base::Result<std::unique_ptr<Link>>)>;

/// The IO thread's loop: an executor with timers, TCP listeners and connections. run() is called on
/// the IO thread; everything but post() and stop() happens there, or while no thread runs the loop.
class Network final : public sip::Loop {
  public:
    Network();
    ~Network() override;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Listens on an IPv4 or IPv6 address ("::" serves both) and calls `accepted` for each
    /// connection. Port 0 takes a free one.
    /// \return the port. Errors: Invalid for a text that is no address, Unavailable when it cannot
    /// be bound; the text names address, port and reason.
    base::Result<std::uint16_t> listen(const std::string& address,
                                       std::uint16_t port,
                                       std::function<void(std::unique_ptr<Link>)> accepted);

    /// Connects to a host, by name or address. `done` is called once, not from inside, with the
    /// link or with why there is none within `limit`; not when the attempt is given up before.
    std::unique_ptr<Attempt> connect(const std::string& host,
                                     std::uint16_t port,
                                     std::chrono::milliseconds limit,
                                     OnConnected done);

    /// An executor for this loop that other threads may keep: posts after stop() are dropped.
    std::shared_ptr<base::Executor> mailbox() const;

    void post(base::Task task) override;
    std::unique_ptr<sip::Timer> after(std::chrono::milliseconds delay, base::Task task) override;
    std::unique_ptr<sip::Timer> every(std::chrono::milliseconds period, base::Task task) override;
    void run() override;
    /// Ends run() at once; what is queued is dropped, and so is everything posted from now on.
    void stop() override;

  private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace sofia::event_socket
