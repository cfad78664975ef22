#include "sip/sofia/socket_keepalive.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/log.hpp"

namespace sofia::sip::nta {

namespace {

bool listens(int socket) {
    int is_listening = 0;
    socklen_t size = sizeof(is_listening);
    return getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) == 0 &&
           is_listening != 0;
}

std::uint16_t port_of(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
    return 0;
}

bool set(int socket, int level, int option, int value) {
    return setsockopt(socket, level, option, &value, sizeof(value)) == 0;
}

}  // namespace

int keep_alive(const std::vector<std::uint16_t>& ports, std::chrono::seconds idle) {
    // The stack keeps its descriptors to itself, so they are looked up among our own.
    int kept = 0;
    const int time = static_cast<int>(idle.count());
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        const auto name = entry.path().filename().string();
        int socket = -1;
        std::from_chars(name.data(), name.data() + name.size(), socket);
        if (socket < 0 || !listens(socket) ||
            std::find(ports.begin(), ports.end(), port_of(socket)) == ports.end())
            continue;
        if (set(socket, SOL_SOCKET, SO_KEEPALIVE, 1) &&
            set(socket, IPPROTO_TCP, TCP_KEEPIDLE, time) &&
            set(socket, IPPROTO_TCP, TCP_KEEPINTVL, time))
            ++kept;
    }
    if (kept == 0)
        LOG_WARN(Area::Sip, "socket-tcp-keepalive is not set: no socket listens for connections");
    return kept;
}

}  // namespace sofia::sip::nta
