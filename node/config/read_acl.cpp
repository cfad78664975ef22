#include "config/read_acl.hpp"

#include <bit>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::config {
namespace {

using model::AclList;
using model::Network;

// "allow" and "deny"; nothing for another word.
std::optional<bool> read_verdict(std::string_view word) {
    word = base::trim(word);
    if (base::iequals(word, "deny"))
        return false;
    if (base::is_true(word))
        return true;
    return std::nullopt;
}

// The length of the prefix that a netmask such as 255.255.0.0 stands for.
std::optional<int> prefix_of(std::string_view mask) {
    const auto network = Network::parse(mask);
    if (!network)
        return std::nullopt;
    const bool ipv4 = mask.find(':') == std::string_view::npos;
    int bits = 0;
    bool ended = false;
    for (std::size_t i = ipv4 ? 12 : 0; i < 16; ++i) {
        const auto byte = network->bytes[i];
        const auto ones = std::countl_one(byte);
        if (std::popcount(byte) != ones || (ended && ones > 0))
            return std::nullopt;
        ended = ended || ones < 8;
        bits += ones;
    }
    return bits;
}

std::optional<std::uint16_t> port_of(std::string_view text) {
    const auto port = base::to_number(base::trim(text));
    if (!port || *port < 1 || *port > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

/// Reads the nodes of one list.
class ListReader {
  public:
    ListReader(const Element& element, const model::Directory& directory, Warnings& warnings)
        : element_(element),
          name_(element.attribute("name")),
          directory_(directory),
          warnings_(warnings) {}

    base::Result<AclList> read() {
        AclList list;
        if (name_.empty())
            return fail_at(element_.place, "acl: expected <list name=\"...\">");
        if (const auto verdict = element_.find("default")) {
            const auto allow = read_verdict(*verdict);
            if (!allow)
                return wrong(element_, "default", *verdict, "allow or deny");
            list.allow_by_default = *allow;
        }
        for (const auto* node : element_.all("node"))
            if (auto done = read_node(*node, list); !done)
                return tl::unexpected(done.error());
        return list;
    }

  private:
    base::Result<void> read_node(const Element& node, AclList& list) {
        const auto allow = read_verdict(node.attribute("type"));
        if (!allow)
            return wrong(node, "type", node.attribute("type"), "allow or deny");
        const auto ports = read_ports(node);
        if (!ports)
            return tl::unexpected(ports.error());
        if (!ports->empty())
            warnings_.add(node.place,
                          fmt::format("acl list '{}': ports of a node count only with "
                                      "use-port-for-acl-check; without it the node {}",
                                      name_,
                                      *allow ? "lets nobody in" : "denies every port"));
        const auto before = list.nodes.size();
        auto done = read_networks(node, *allow, list);
        for (auto added = before; added < list.nodes.size(); ++added)
            list.nodes[added].ports = *ports;
        return done;
    }

    using Ports = std::vector<std::pair<std::uint16_t, std::uint16_t>>;

    // `ports` and `port`: numbers separated by commas; `port-min` and `port-max`: one range.
    base::Result<Ports> read_ports(const Element& node) {
        Ports ports;
        for (const auto* name : {"ports", "port"})
            for (const auto& text : base::split(node.attribute(name), ',')) {
                const auto port = port_of(text);
                if (!port)
                    return wrong(node, name, node.attribute(name), "ports from 1 to 65535");
                ports.emplace_back(*port, *port);
            }
        if (!node.find("port-min") && !node.find("port-max"))
            return ports;
        const auto least = node.find("port-min") ? port_of(node.attribute("port-min"))
                                                 : std::optional<std::uint16_t>(1);
        const auto most = node.find("port-max") ? port_of(node.attribute("port-max"))
                                                : std::optional<std::uint16_t>(65535);
        if (!least || !most || *least > *most)
            return wrong(node, "port-min", node.attribute("port-min"), "a range of ports");
        ports.emplace_back(*least, *most);
        return ports;
    }

    base::Result<void> read_networks(const Element& node, bool allow, AclList& list) const {
        if (const auto cidr = node.find("cidr")) {
            for (const auto& one : base::split(*cidr, ','))
                if (auto done = add(node, "cidr", one, allow, {}, list); !done)
                    return done;
            return {};
        }
        if (const auto host = node.find("host")) {
            const auto bits = prefix_of(node.attribute("mask"));
            if (!bits)
                return wrong(node, "mask", node.attribute("mask"), "a netmask as in 255.255.0.0");
            return add(node, "host", fmt::format("{}/{}", *host, *bits), allow, {}, list);
        }
        const auto domain = node.find("domain");
        if (!domain)
            return fail_at(
                node.place,
                fmt::format("acl list '{}': expected a node with cidr, host and mask, or domain",
                            name_));
        for (const auto* user : directory_.users_of(*domain))
            for (const auto& one : base::split(user->cidr, ','))
                if (auto done = add(node, "cidr", one, allow, user->id + "@" + user->domain, list);
                    !done)
                    return done;
        return {};
    }

    base::Result<void> add(const Element& node,
                           std::string_view attribute,
                           std::string_view text,
                           bool allow,
                           std::string token,
                           AclList& list) const {
        const auto network = Network::parse(text);
        if (!network)
            return fail_at(
                node.place,
                fmt::format(
                    "acl list '{}': attribute '{}': {}", name_, attribute, network.error().text));
        list.nodes.push_back({*network, allow, std::move(token)});
        return {};
    }

    tl::unexpected<base::Error> wrong(const Element& at,
                                      std::string_view attribute,
                                      std::string_view value,
                                      std::string_view expected) const {
        return fail_at(at.place,
                       fmt::format("acl list '{}': attribute '{}': '{}' is not possible; expected "
                                   "{}",
                                   name_,
                                   attribute,
                                   value,
                                   expected));
    }

    const Element& element_;
    std::string_view name_;
    const model::Directory& directory_;
    Warnings& warnings_;
};

}  // namespace

base::Result<model::AclLists> read_acl(const Element* configuration,
                                       const model::Directory& directory,
                                       const Host& host,
                                       Warnings& warnings) {
    model::AclLists lists;
    lists.set_local_networks(host.networks());
    if (configuration == nullptr)
        return lists;
    for (const auto* element : configuration->all("network-lists", "list")) {
        auto list = ListReader(*element, directory, warnings).read();
        if (!list)
            return tl::unexpected(list.error());
        lists.set(std::string(element->attribute("name")), std::move(*list));
    }
    return lists;
}

}  // namespace sofia::config
