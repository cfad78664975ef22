#include "model/acl.hpp"

#include <algorithm>
#include <utility>

#include <arpa/inet.h>

#include "base/text.hpp"

namespace sofia::model {
namespace {

constexpr int kAddressBits = 128;
// Bits that stand before an IPv4 address in its mapped form ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
constexpr int kMappedBits = 96;

bool is_mapped_ipv4(const std::array<std::uint8_t, 16>& bytes) noexcept {
    return std::all_of(bytes.begin(), bytes.begin() + 10, [](auto byte) { return byte == 0; }) &&
           bytes[10] == 0xff && bytes[11] == 0xff;
}

bool read_ipv4(const std::string& text, Network& network) noexcept {
    in_addr address{};
    if (inet_pton(AF_INET, text.c_str(), &address) != 1)
        return false;
    network.bytes[10] = network.bytes[11] = 0xff;
    const auto* from = reinterpret_cast<const std::uint8_t*>(&address);
    std::copy(from, from + 4, network.bytes.begin() + 12);
    return true;
}

bool read_ipv6(std::string text, Network& network) noexcept {
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    in6_addr address{};
    if (inet_pton(AF_INET6, text.c_str(), &address) != 1)
        return false;
    std::copy(std::begin(address.s6_addr), std::end(address.s6_addr), network.bytes.begin());
    return true;
}

bool same_prefix(const Network& left, const Network& right, int bits) noexcept {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(left.bytes.begin(), left.bytes.begin() + whole, right.bytes.begin()))
        return false;
    const int rest = bits % 8;
    if (rest == 0)
        return true;
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
    return ((left.bytes[whole] ^ right.bytes[whole]) & mask) == 0;
}

AclList list_of(bool allow_by_default,
                bool nodes_allow,
                std::initializer_list<std::string_view> networks) {
    AclList list{allow_by_default, {}};
    for (const auto text : networks)
        list.nodes.push_back({*Network::parse(text), nodes_allow, {}});
    return list;
}

bool is_about(const AclList::Node& node, std::uint16_t port) {
    if (node.ports.empty())
        return true;
    if (port == 0)
        return !node.allow;
    return std::any_of(node.ports.begin(), node.ports.end(), [&](const auto& range) {
        return port >= range.first && port <= range.second;
    });
}

}  // namespace

base::Result<Network> Network::parse(std::string_view text) {
    const auto wrong = [&] {
        return base::fail(base::ErrorKind::Invalid,
                          "'" + std::string(text) +
                              "' is not a network; expected an IPv4 or IPv6 address, "
                              "alone or with a prefix length as in 10.0.0.0/8");
    };
    const auto trimmed = base::trim(text);
    const auto slash = trimmed.find('/');
    const std::string address(trimmed.substr(0, slash));
    Network network;
    const bool ipv4 = read_ipv4(address, network);
    if (!ipv4 && !read_ipv6(address, network))
        return wrong();
    network.prefix_bits = kAddressBits;
    if (slash == std::string_view::npos)
        return network;
    const auto bits = base::to_number(trimmed.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > (ipv4 ? 32 : kAddressBits))
        return wrong();
    network.prefix_bits = static_cast<int>(*bits) + (ipv4 ? kMappedBits : 0);
    return network;
}

bool Network::contains(const Network& address) const noexcept {
    // An IPv6 network such as ::/0 must not take in IPv4 addresses through their mapped form.
    if (prefix_bits < kMappedBits && is_mapped_ipv4(address.bytes))
        return false;
    return address.prefix_bits >= prefix_bits && same_prefix(*this, address, prefix_bits);
}

AclVerdict AclList::check(const Network& address, std::uint16_t port) const {
    const Node* best = nullptr;
    for (const Node& node : nodes)
        if (node.network.contains(address) && is_about(node, port) &&
            (best == nullptr || node.network.prefix_bits > best->network.prefix_bits))
            best = &node;
    if (best == nullptr)
        return {allow_by_default, {}};
    return {best->allow, best->token};
}

AclLists::AclLists() {
    lists_["rfc1918.auto"] =
        list_of(false, true, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"});
    lists_["rfc6598.auto"] = list_of(false, true, {"100.64.0.0/10"});
    lists_["loopback.auto"] = list_of(false, true, {"127.0.0.0/8", "::1/128"});
    lists_["any_v4.auto"] = list_of(false, true, {"0.0.0.0/0"});
    lists_["any_v6.auto"] = list_of(false, true, {"::/0"});
    const auto not_wan_v4 = {std::string_view("0.0.0.0/8"),
                             std::string_view("10.0.0.0/8"),
                             std::string_view("100.64.0.0/10"),
                             std::string_view("127.0.0.0/8"),
                             std::string_view("169.254.0.0/16"),
                             std::string_view("172.16.0.0/12"),
                             std::string_view("192.168.0.0/16"),
                             std::string_view("224.0.0.0/3")};
    const auto not_wan_v6 = {std::string_view("::/128"),
                             std::string_view("::1/128"),
                             std::string_view("fc00::/7"),
                             std::string_view("fe80::/10"),
                             std::string_view("ff00::/8")};
    auto wan_v4 = list_of(false, false, not_wan_v4);
    wan_v4.nodes.push_back({*Network::parse("0.0.0.0/0"), true, {}});
    auto wan_v6 = list_of(false, false, not_wan_v6);
    wan_v6.nodes.push_back({*Network::parse("::/0"), true, {}});
    auto wan = wan_v4;
    wan.nodes.insert(wan.nodes.end(), wan_v6.nodes.begin(), wan_v6.nodes.end());
    lists_["wan_v4.auto"] = std::move(wan_v4);
    lists_["wan_v6.auto"] = std::move(wan_v6);
    lists_["wan.auto"] = std::move(wan);
    set_local_networks({});
}

void AclLists::set_local_networks(const std::vector<Network>& networks) {
    AclList local{false, {}};
    auto nat =
        list_of(false, true, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"});
    for (const Network& network : networks) {
        local.nodes.push_back({network, true, {}});
        nat.nodes.insert(nat.nodes.begin(), {network, false, {}});
    }
    lists_["localnet.auto"] = std::move(local);
    lists_["nat.auto"] = std::move(nat);
}

void AclLists::set(const std::string& name, AclList list) {
    lists_.insert_or_assign(name, std::move(list));
}

AclVerdict AclLists::check(std::string_view list, std::string_view ip, std::uint16_t port) const {
    const auto address = Network::parse(ip);
    if (!address || address->prefix_bits != kAddressBits)
        return {};
    if (const auto named = lists_.find(list); named != lists_.end())
        return named->second.check(*address, port);
    if (list.find('/') == std::string_view::npos)
        return {};
    const auto network = Network::parse(list);
    return {network && network->contains(*address), {}};
}

bool AclLists::knows(std::string_view list) const {
    return lists_.contains(list) ||
           (list.find('/') != std::string_view::npos && Network::parse(list).has_value());
}

}  // namespace sofia::model
