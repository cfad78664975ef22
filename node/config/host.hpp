#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/acl.hpp"

namespace sofia::config {

/// One address of a network interface of this machine.
struct InterfaceAddress {
    std::string interface;
    /// Literal, IPv6 without brackets and scope.
    std::string address;
    bool ipv6 = false;
    /// The network that the interface is attached to.
    model::Network network;
    /// Netmask as text, for example "255.255.255.0"; empty for IPv6.
    std::string mask;
};

/// What configuration needs to know of the machine. A value, so that tests can be any machine.
struct Host {
    std::string name = "localhost";
    /// The address that packets to the world leave from; loopback when there is no other.
    std::string main_ipv4 = "127.0.0.1";
    std::string main_ipv6 = "::1";
    std::vector<InterfaceAddress> addresses;
    /// Identifies this run of the program.
    std::string core_uuid;
    /// The address of a host name, for `host:NAME`. Errors: why there is none. Empty: no name has
    /// one.
    std::function<base::Result<std::string>(const std::string& name)> look_up;

    /// The netmask of the main IPv4 address; "255.255.255.255" when unknown.
    std::string main_mask() const;
    /// The first address of an interface of the wanted family; empty when there is none.
    std::string address_of(std::string_view interface, bool ipv6) const;
    /// Networks that this machine is attached to, loopback and link-local left out.
    std::vector<model::Network> networks() const;
};

/// Asks the operating system. Sends nothing, resolves nothing; `look_up` of the result does, and
/// waits for an answer as long as `patience`: not at all on the SIP thread.
Host probe_host(std::chrono::milliseconds patience = {});

}  // namespace sofia::config
