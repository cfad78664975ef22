#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::model {

/// A gateway within one cluster.
struct GatewayKey {
    std::string profile;
    std::string gateway;

    auto operator<=>(const GatewayKey&) const = default;
};

/// Our registration at a gateway: a row of gateway_registrations.
struct GatewayRegistration {
    GatewayKey key;
    base::ClusterName cluster;
    /// The node that registered last.
    base::NodeName owner;
    base::Epoch epoch{0};
    std::int64_t sequence = 0;
    /// What was registered where: the address-of-record and the Contact as sent, and the
    /// Request-URI.
    std::string aor;
    std::string registrar;
    std::string contact;
    /// All our REGISTERs to it have this Call-ID (RFC 3261 10.2).
    std::string call_id;
    /// The largest that a REGISTER may have had when this was written.
    std::uint32_t cseq = 0;
    /// Until when the registrar keeps the binding; the epoch of 1970 when it has none.
    base::WallTime granted_until{};

    bool operator==(const GatewayRegistration&) const = default;
};

}  // namespace sofia::model
