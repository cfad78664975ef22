#include "config/route.hpp"

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

namespace sofia::config {

std::string text_of(const sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address->sa_family == AF_INET)
        bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    else
        bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    return inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr ? ""
                                                                                     : text.data();
}

namespace {

// The source address that the kernel would choose towards `target`; connecting a UDP socket only
// looks into the routing table. Empty when there is no route.
std::string source_towards(const sockaddr* target, socklen_t size) {
    const int fd = socket(target->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return {};
    sockaddr_storage source{};
    socklen_t source_size = sizeof source;
    const bool known = connect(fd, target, size) == 0 &&
                       getsockname(fd, reinterpret_cast<sockaddr*>(&source), &source_size) == 0;
    close(fd);
    return known ? text_of(reinterpret_cast<const sockaddr*>(&source)) : std::string();
}

}  // namespace

// Addresses set aside for documentation (RFC 5737, RFC 3849): out in the world for a router, and
// nobody's.
std::string routed_ipv4() {
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(5060);
    inet_pton(AF_INET, "192.0.2.1", &target.sin_addr);
    return source_towards(reinterpret_cast<const sockaddr*>(&target), sizeof target);
}

std::string routed_ipv6() {
    sockaddr_in6 target{};
    target.sin6_family = AF_INET6;
    target.sin6_port = htons(5060);
    inet_pton(AF_INET6, "2001:db8::1", &target.sin6_addr);
    return source_towards(reinterpret_cast<const sockaddr*>(&target), sizeof target);
}

}  // namespace sofia::config
