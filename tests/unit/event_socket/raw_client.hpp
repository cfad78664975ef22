#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sofia::test {

/// A blocking TCP client on the loopback that sends and expects raw bytes. Every wait is bounded;
/// what does not come in time is an exception, which fails the test.
class RawClient {
  public:
    /// Connects to 127.0.0.1, or to ::1.
    explicit RawClient(std::uint16_t port, bool ipv6 = false)
        : fd_(socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int connected = ipv6 ? connect_v6(port) : connect_v4(port);
        if (connected != 0)
            throw std::runtime_error("connect failed");
    }
    /// A connection that a server has taken.
    struct Accepted {
        int fd;
    };
    explicit RawClient(Accepted accepted) : fd_(accepted.fd) {}
    ~RawClient() { close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// Sends all bytes; false when the other end has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// Tells the other end that nothing more will be sent.
    void half_close() { shutdown(fd_, SHUT_WR); }

    /// Reads until `text` has come; gives everything up to its end and keeps the rest.
    std::string read_until(std::string_view text) {
        while (true) {
            if (const auto at = input_.find(text); at != std::string::npos) {
                auto result = input_.substr(0, at + text.size());
                input_.erase(0, at + text.size());
                return result;
            }
            if (!read_more())
                throw std::runtime_error("closed before '" + std::string(text) + "' in: " + input_);
        }
    }
    /// Reads until the other end closes; gives everything that came.
    std::string read_all() {
        while (read_more()) {
        }
        return input_;
    }

    /// How long any wait may take.
    static constexpr int kPatienceMs = 20000;

  private:
    int connect_v4(std::uint16_t port) const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    int connect_v6(std::uint16_t port) const {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(port);
        address.sin6_addr = in6addr_loopback;
        return connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }

    bool read_more() {
        pollfd waiting{fd_, POLLIN, 0};
        if (poll(&waiting, 1, kPatienceMs) != 1)
            throw std::runtime_error("nothing came; so far: " + input_);
        char bytes[65536];
        const auto length = recv(fd_, bytes, sizeof bytes, 0);
        if (length <= 0)
            return false;
        input_.append(bytes, static_cast<std::size_t>(length));
        return true;
    }

    const int fd_;
    std::string input_;
};

}  // namespace sofia::test
