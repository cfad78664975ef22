#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::model {

/// A publication of a user within one cluster; the key stays when its entity-tag changes.
struct PublicationKey {
    /// In the form under which users are watched: lower case.
    std::string user;
    std::string host;
    std::string publication;

    auto operator<=>(const PublicationKey&) const = default;
};

/// What a user has said of itself with PUBLISH (RFC 3903): a row of sip_presence.
struct Publication {
    PublicationKey key;
    base::ClusterName cluster;
    base::NodeName owner;
    base::Epoch epoch{0};
    std::int64_t sequence = 0;
    std::string profile;
    /// The present entity-tag (RFC 3903 4.1).
    std::string etag;
    /// "open" or "closed" (RFC 3863 4.1.4).
    std::string basic;
    /// The document's first note, and its first RPID activity (RFC 4480 3.2).
    std::string note;
    std::string activity;
    /// The document as it came.
    std::string content;
    std::string user_agent;
    std::string network_ip;
    std::uint16_t network_port = 0;
    base::WallTime expires{};
    base::WallTime published{};

    bool operator==(const Publication&) const = default;
};

/// A mailbox within one cluster, in the form under which users are watched: lower case.
struct MailboxKey {
    std::string user;
    std::string host;

    auto operator<=>(const MailboxKey&) const = default;
};

/// The last that is known of a mailbox (RFC 3842): a row of sip_mailboxes.
struct Mailbox {
    MailboxKey key;
    base::ClusterName cluster;
    base::NodeName owner;
    base::Epoch epoch{0};
    std::int64_t sequence = 0;
    /// "yes" or "no".
    std::string waiting;
    /// "new/old (urgent new/urgent old)", empty when the voice mail system has not said.
    std::string counts;
    base::WallTime told{};

    bool operator==(const Mailbox&) const = default;
};

}  // namespace sofia::model
