#pragma once

#include "unit/event_socket/raw_client.hpp"

namespace sofia::test {

/// A TCP server on a free port of the loopback, whose connections speak as RawClient does.
class RawServer {
  public:
    RawServer() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            listen(fd_, 5) != 0)
            throw std::runtime_error("listen failed");
    }
    ~RawServer() { close(fd_); }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    std::uint16_t port() const {
        sockaddr_in address{};
        socklen_t length = sizeof address;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
        return ntohs(address.sin_port);
    }
    /// The next connection.
    std::unique_ptr<RawClient> accept() {
        pollfd waiting{fd_, POLLIN, 0};
        if (poll(&waiting, 1, RawClient::kPatienceMs) != 1)
            throw std::runtime_error("nobody connected");
        return std::make_unique<RawClient>(RawClient::Accepted{::accept(fd_, nullptr, nullptr)});
    }

  private:
    const int fd_;
};

}  // namespace sofia::test
