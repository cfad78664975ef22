#include "sip/sofia/stun_filter.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/log.hpp"

namespace sofia::sip::nta {

namespace {

constexpr unsigned kUdpHeaderBytes = 8;

bool is_udp_on(int socket, std::uint16_t port) {
    int type = 0;
    socklen_t size = sizeof(type);
    if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_DGRAM)
        return false;
    sockaddr_storage address{};
    size = sizeof(address);
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return false;
    if (address.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port) == port;
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port) == port;
    return false;
}

bool attach(int socket) {
    // A socket filter of UDP sees the datagram from the UDP header on.
    std::array<sock_filter, 4> program{{
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, kUdpHeaderBytes),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 2, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) == 0;
}

}  // namespace

int drop_stun(std::uint16_t port) {
    // The stack keeps its descriptors to itself, so they are looked up among our own.
    int attached = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        const auto name = entry.path().filename().string();
        int descriptor = -1;
        std::from_chars(name.data(), name.data() + name.size(), descriptor);
        if (descriptor >= 0 && is_udp_on(descriptor, port) && attach(descriptor))
            ++attached;
    }
    if (attached == 0)
        LOG_WARN(Area::Sip, "port={} STUN filter not set: STUN requests will be answered", port);
    return attached;
}

}  // namespace sofia::sip::nta
