#include "config/host.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "config/names.hpp"
#include "config/route.hpp"

namespace sofia::config {
namespace {

int prefix_of(const sockaddr* mask) {
    const auto* bytes = mask->sa_family == AF_INET
                            ? reinterpret_cast<const std::uint8_t*>(
                                  &reinterpret_cast<const sockaddr_in*>(mask)->sin_addr)
                            : reinterpret_cast<const std::uint8_t*>(
                                  &reinterpret_cast<const sockaddr_in6*>(mask)->sin6_addr);
    int bits = 0;
    for (int i = 0; i < (mask->sa_family == AF_INET ? 4 : 16); ++i)
        bits += std::popcount(bytes[i]);
    return bits;
}

std::vector<InterfaceAddress> interface_addresses() {
    std::vector<InterfaceAddress> addresses;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0)
        return addresses;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, freeifaddrs);
    for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_netmask == nullptr ||
            (one->ifa_flags & IFF_UP) == 0)
            continue;
        const auto family = one->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6)
            continue;
        InterfaceAddress address;
        address.interface = one->ifa_name;
        address.address = text_of(one->ifa_addr);
        address.ipv6 = family == AF_INET6;
        // The kernel leaves the family of some netmasks unset.
        sockaddr_storage mask{};
        std::memcpy(&mask,
                    one->ifa_netmask,
                    family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        mask.ss_family = family;
        const auto* netmask = reinterpret_cast<const sockaddr*>(&mask);
        if (!address.ipv6)
            address.mask = text_of(netmask);
        if (const auto network =
                model::Network::parse(fmt::format("{}/{}", address.address, prefix_of(netmask))))
            address.network = *network;
        addresses.push_back(std::move(address));
    }
    return addresses;
}

}  // namespace

std::string Host::main_mask() const {
    for (const auto& one : addresses)
        if (one.address == main_ipv4)
            return one.mask;
    return "255.255.255.255";
}

std::string Host::address_of(std::string_view interface, bool ipv6) const {
    for (const auto& one : addresses)
        if (one.interface == interface && one.ipv6 == ipv6)
            return one.address;
    return {};
}

std::vector<model::Network> Host::networks() const {
    std::vector<model::Network> found;
    for (const auto& one : addresses)
        if (!one.address.starts_with("127.") && one.address != "::1" &&
            !one.address.starts_with("fe80:"))
            found.push_back(one.network);
    return found;
}

Host probe_host(std::chrono::milliseconds patience) {
    Host host;
    host.look_up = [patience](const std::string& name) {
        return names_of_process().address_of(name, patience);
    };
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0')
        host.name = name.data();
    host.addresses = interface_addresses();
    if (auto ipv4 = routed_ipv4(); !ipv4.empty())
        host.main_ipv4 = std::move(ipv4);
    if (auto ipv6 = routed_ipv6(); !ipv6.empty())
        host.main_ipv6 = std::move(ipv6);
    for (const auto& one : host.addresses)
        if (host.main_ipv4 == "127.0.0.1" && !one.ipv6 && !one.address.starts_with("127."))
            host.main_ipv4 = one.address;
    host.core_uuid = base::process_uuid();
    return host;
}

}  // namespace sofia::config
