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

bool names_ports(const Element& node) {
    return node.find("ports") || node.find("port") || node.find("port-min") ||
           node.find("port-max");
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
        if (names_ports(node)) {
            warnings_.add(node.place,
                          fmt::format("acl list '{}': ports of a node are not supported yet; {}",
                                      name_,
                                      *allow ? "the node is left out" : "it denies every port"));
            if (*allow)
                return {};
        }
        if (const auto cidr = node.find("cidr")) {
            for (const auto& one : base::split(*cidr, ','))
                if (auto done = add(node, "cidr", one, *allow, {}, list); !done)
                    return done;
            return {};
        }
        if (const auto host = node.find("host")) {
            const auto bits = prefix_of(node.attribute("mask"));
            if (!bits)
                return wrong(node, "mask", node.attribute("mask"), "a netmask as in 255.255.0.0");
            return add(node, "host", fmt::format("{}/{}", *host, *bits), *allow, {}, list);
        }
        const auto domain = node.find("domain");
        if (!domain)
            return fail_at(
                node.place,
                fmt::format("acl list '{}': expected a node with cidr, host and mask, or domain",
                            name_));
        for (const auto* user : directory_.users_of(*domain))
            for (const auto& one : base::split(user->cidr, ','))
                if (auto done = add(node, "cidr", one, *allow, user->id + "@" + user->domain, list);
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
