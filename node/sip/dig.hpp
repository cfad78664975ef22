#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace sofia::sip {

/// One place that requests to a URI may be sent to (RFC 3263 4).
struct DigRoute {
    /// 1 is tried first; those of one number share the load.
    unsigned preference = 1;
    /// Share of the load among those of its preference, 0 to 1.
    double weight = 1.0;
    /// "udp", "tcp" or "tls".
    std::string transport;
    std::uint16_t port = 0;
    std::string address;

    bool operator==(const DigRoute&) const = default;
};

/// What is looked up, and whom to ask.
struct DigQuestion {
    std::string uri;
    /// Name server as IP or IP:PORT; empty: those of /etc/resolv.conf.
    std::string server;
};

/// Called once on the SIP thread. Errors: Invalid (no SIP URI), NotFound.
using OnDug = std::function<void(base::Result<std::vector<DigRoute>>)>;

/// A host that was found, before routes are made of it.
struct DigHost {
    /// Smaller is tried first: order of the NAPTR record and of the transports, then the priority
    /// of the SRV record.
    std::pair<unsigned, unsigned> rank{0, 0};
    /// As in the SRV record.
    unsigned weight = 0;
    std::string transport;
    std::uint16_t port = 0;
    std::vector<std::string> addresses;
};

/// The routes to hosts, in order: ranks become preferences from 1 on, weights become shares, which
/// the addresses of a host divide; hosts without an address are left out. Pure.
std::vector<DigRoute> routes_to(std::vector<DigHost> hosts);

}  // namespace sofia::sip
