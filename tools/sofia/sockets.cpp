#include "sofia/sockets.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace sofia::client {
namespace {

using Clock = std::chrono::steady_clock;

/// A socket connected to one address, or the errno.
base::Result<int> connect_to(const addrinfo& address, Deadline deadline) {
    const int fd = socket(
        address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol);
    if (fd < 0)
        return base::fail(base::ErrorKind::Unavailable, std::strerror(errno));
    int error = 0;
    if (connect(fd, address.ai_addr, address.ai_addrlen) != 0)
        error = errno;
    if (error == EINPROGRESS) {
        socklen_t size = sizeof error;
        if (!wait_for(fd, POLLOUT, deadline))
            error = ETIMEDOUT;
        else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
            error = errno;
    }
    if (error == 0)
        return fd;
    close(fd);
    return base::fail(base::ErrorKind::Unavailable, std::strerror(error));
}

}  // namespace

tl::unexpected<base::Error> timed_out(std::string_view waiting_for) {
    return base::fail(base::ErrorKind::Timeout, fmt::format("no {} in time", waiting_for));
}

bool wait_for(int fd, short events, Deadline deadline) {
    while (true) {
        int wait_ms = -1;
        if (deadline) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
            if (left <= 0)
                return false;
            wait_ms = static_cast<int>(std::min<long long>(left, std::numeric_limits<int>::max()));
        }
        pollfd waiting{fd, events, 0};
        if (poll(&waiting, 1, wait_ms) > 0)
            return true;
    }
}

base::Result<int> connect_to(const std::string& host,
                             std::uint16_t port,
                             int type,
                             Deadline deadline) {
    addrinfo hints{};
    hints.ai_socktype = type;
    addrinfo* found = nullptr;
    std::string reason = "no address";
    if (const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found))
        reason = gai_strerror(error);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(
        found, [](addrinfo* list) { list ? freeaddrinfo(list) : void(); });
    for (const auto* address = found; address != nullptr; address = address->ai_next) {
        const auto fd = connect_to(*address, deadline);
        if (fd)
            return fd;
        reason = fd.error().text;
    }
    return base::fail(base::ErrorKind::Unavailable,
                      fmt::format("cannot connect to {} port {}: {}", host, port, reason));
}

}  // namespace sofia::client
