#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::model {

/// What makes a binding one row: the address-of-record and the contact URI (RFC 3261 section 10.3),
/// within one profile of one cluster.
struct RegistrationKey {
    std::string profile;
    /// User and host of the address-of-record.
    std::string user;
    std::string host;
    /// Contact URI without display name and header parameters.
    std::string contact_uri;

    auto operator<=>(const RegistrationKey&) const = default;
};

/// One binding: a row of sip_registrations. Column names follow the users' own queries; see
/// db/migrations.
struct Registration {
    RegistrationKey key;
    base::ClusterName cluster;
    /// The node that accepted it.
    base::NodeName owner;
    base::Epoch epoch{0};
    /// Rises with each write of the row by one owner.
    std::int64_t sequence = 0;
    std::string call_id;
    std::uint32_t cseq = 0;
    /// Contact header value as stored and shown, with display name, fs_nat and fs_path parameters.
    std::string contact;
    /// For example "Registered(UDP)" or "Registered(UDP-NAT)".
    std::string status;
    /// Path header values, topmost first, joined by ", " (RFC 3327); empty when none.
    std::string path;
    std::string user_agent;
    std::string network_ip;
    std::uint16_t network_port = 0;
    /// "udp", "tcp" or "tls".
    std::string network_proto;
    /// Digest user and realm.
    std::string auth_user;
    std::string auth_realm;
    /// When the binding ends for us: the granted time and the late margin are included.
    base::WallTime expires{};
    /// When it was made or refreshed last.
    base::WallTime refreshed{};
    /// Instance and flow of RFC 5626, empty when the phone gave none.
    std::string instance_id;
    std::string reg_id;
    /// q of the contact in thousandths; 1000 when absent (RFC 3261 20.10).
    int q_thousandths = 1000;
    /// Hash of the nonce with which it was last authenticated and the nonce count used, so that the
    /// next node refuses a replay as well.
    std::string nonce_hash;
    std::uint32_t nonce_count = 0;

    bool operator==(const Registration&) const = default;
};

}  // namespace sofia::model
