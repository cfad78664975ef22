#include "sip/sofia/bind_trial.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sofia::sip::nta {

namespace {

/// 0 when the address can be bound, else what errno said.
int bind_error(const addrinfo& address) {
    const int socket = ::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return errno;
    // As the stack does: what earlier connections have left on the port is no hindrance.
    const int on = 1;
    if (address.ai_socktype == SOCK_STREAM)
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    int error = bind(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (error == 0 && address.ai_socktype == SOCK_STREAM && listen(socket, 1) != 0)
        error = errno;
    close(socket);
    return error;
}

}  // namespace

std::string why_not_bound(std::string_view url,
                          std::string ip,
                          std::uint16_t port,
                          int stack_error) {
    if (ip.size() > 2 && ip.front() == '[')
        ip = ip.substr(1, ip.size() - 2);
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    const auto names = [url](std::string_view transport) {
        return url.find("transport=" + std::string(transport)) != url.npos;
    };
    for (const auto& [type, name] : {std::pair{SOCK_DGRAM, "UDP"}, std::pair{SOCK_STREAM, "TCP"}}) {
        if (type == SOCK_DGRAM ? names("tcp") || names("tls") : names("udp"))
            continue;
        hints.ai_socktype = type;
        addrinfo* found = nullptr;
        if (getaddrinfo(ip.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
            break;
        const int error = bind_error(*found);
        freeaddrinfo(found);
        if (error != 0)
            return std::string(std::strerror(error)) + " (" + name + ")";
    }
    return std::strerror(stack_error);
}

}  // namespace sofia::sip::nta
