#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sofia::app {

/// Tells the service manager how the process is, by systemd's protocol (sd_notify(3)): one datagram
/// to the socket that NOTIFY_SOCKET names. Without that variable nothing is sent; a datagram that
/// cannot be delivered is lost, since the node serves phones first. Thread: any, also a signal's.
class ServiceManager {
  public:
    /// The value of an environment variable; nothing when it is not set.
    using Variable = std::function<std::optional<std::string>(const char* name)>;

    /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
    explicit ServiceManager(const Variable& variable);
    /// The same from the process's environment.
    static ServiceManager of_process();

    /// The node serves in its role.
    void ready() const noexcept;
    /// The node is about to end, in order.
    void stopping() const noexcept;
    /// The node is well; to be said more often than watchdog_limit(), and only while it is true.
    void alive() const noexcept;
    /// One line for `systemctl status`.
    void status(std::string_view text) const noexcept;

    /// After how long without alive() the service manager kills the process; nothing when it does
    /// not watch us.
    std::optional<std::chrono::microseconds> watchdog_limit() const noexcept { return limit_; }

  private:
    void send(std::string_view text) const noexcept;

    // Constant after construction.
    std::string socket_;
    std::optional<std::chrono::microseconds> limit_;
};

}  // namespace sofia::app
