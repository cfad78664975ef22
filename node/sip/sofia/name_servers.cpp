#include "sip/sofia/name_servers.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "sip/literal.hpp"
#include "sip/sofia/request_writer.hpp"
#include "sip/uri.hpp"

namespace sofia::sip::nta {
namespace {

constexpr std::uint16_t kDomain = 53;

std::vector<std::string> name_servers(const std::string& resolv_conf) {
    std::vector<std::string> result;
    std::ifstream file(resolv_conf);
    for (std::string line; std::getline(file, line);)
        if (const auto words = base::words(line); words.size() > 1 && words[0] == "nameserver")
            result.push_back(words[1]);
    return result;
}

bool connects(const sockaddr* address, socklen_t size) {
    const int probe = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool done = probe >= 0 && connect(probe, address, size) == 0;
    if (probe >= 0)
        close(probe);
    return done;
}

/// Connecting a datagram socket asks the routing table and nobody else.
bool has_route(const std::string& ip) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(kDomain);
    if (inet_pton(AF_INET, ip.c_str(), &v4.sin_addr) == 1)
        return connects(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(kDomain);
    return inet_pton(AF_INET6, ip.c_str(), &v6.sin6_addr) == 1 &&
           connects(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

}  // namespace

bool name_servers_have_route(const std::string& resolv_conf) {
    const auto servers = name_servers(resolv_conf);
    return servers.empty() || std::any_of(servers.begin(), servers.end(), has_route);
}

bool may_look_up(const std::string& next_hop) {
    const auto uri = Uri::parse(next_hop);
    const auto maddr = uri ? find_param(uri->params, "maddr") : std::nullopt;
    if (!uri || is_literal(maddr ? std::string(*maddr) : uri->host) || name_servers_have_route())
        return true;
    LOG_WARN(Area::Sip, "{} cannot be looked up: no name server has a route", uri->host_port());
    return false;
}

bool may_look_up(const std::string& destination, const model::DialogState& dialog) {
    return may_look_up(destination.empty() ? first_hop(dialog) : destination);
}

}  // namespace sofia::sip::nta
