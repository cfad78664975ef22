#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace sofia::model {

/// A network in CIDR form; IPv4 is kept as its IPv6-mapped form so that one comparison serves both.
struct Network {
    std::array<std::uint8_t, 16> bytes{};
    int prefix_bits = 0;

    /// Reads "10.0.0.0/8", "2001:db8::/32" or a single address. Errors: Invalid.
    static base::Result<Network> parse(std::string_view text);
    /// Whether the address (prefix of full length) lies inside. An IPv6 network never contains an
    /// IPv4 address.
    bool contains(const Network& address) const noexcept;
};

/// What a list says of an address.
struct AclVerdict {
    bool allowed = false;
    /// `user@domain` of the node that decided, when it came from a `domain` node.
    std::string token;
};

/// One named list of acl.conf: longest prefix wins, first configured on a tie (behaviour-spec 7.6).
struct AclList {
    /// A network and what it means for addresses inside.
    struct Node {
        Network network;
        bool allow = true;
        std::string token;
        /// First and last port of each range that it is about; empty: every port.
        std::vector<std::pair<std::uint16_t, std::uint16_t>> ports{};
    };
    bool allow_by_default = true;
    std::vector<Node> nodes;

    /// The verdict on one address. Without a port (0) a node that is about some ports only lets
    /// nobody in, and keeps out whoever has the address.
    AclVerdict check(const Network& address, std::uint16_t port = 0) const;
};

/// All lists by name, the automatic ones (rfc1918.auto, nat.auto, loopback.auto ...) included.
class AclLists {
  public:
    /// The automatic lists alone; localnet.auto is empty until set_local_networks().
    AclLists();
    /// Adds a list or replaces the one of that name.
    void set(const std::string& name, AclList list);
    /// Tells what this machine is attached to: localnet.auto allows these networks, nat.auto takes
    /// them out of the private ones.
    void set_local_networks(const std::vector<Network>& networks);
    /// Checks an address against a list name or, when `list` holds a '/', a CIDR. An unknown name
    /// or an unreadable address is refused.
    /// `port`: see AclList::check().
    AclVerdict check(std::string_view list, std::string_view ip, std::uint16_t port = 0) const;
    /// Whether the name can be used: a known list or a CIDR.
    bool knows(std::string_view list) const;

  private:
    std::map<std::string, AclList, std::less<>> lists_;
};

}  // namespace sofia::model
