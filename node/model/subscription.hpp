#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::model {

/// The dialog of a subscription, by what our side of it is called.
struct SubscriptionKey {
    std::string call_id;
    std::string local_tag;

    auto operator<=>(const SubscriptionKey&) const = default;
};

/// Somebody's subscription to a user's presence, dialogs or messages (RFC 6665), with all that
/// another process needs to go on with it: a row of sip_subscriptions.
struct Subscription {
    SubscriptionKey key;
    base::ClusterName cluster;
    /// The node that accepted or renewed it last.
    base::NodeName owner;
    base::Epoch epoch{0};
    std::int64_t sequence = 0;
    std::string profile;
    /// Event package and the `id` parameter of Event; the latter mostly empty.
    std::string event;
    std::string event_id;
    /// Who watches, as From says.
    std::string watcher_user;
    std::string watcher_host;
    /// Whom.
    std::string user;
    std::string host;
    /// The Accept header, empty when there was none.
    std::string accept;
    /// Our side as a name-addr with tag, and the watcher's; its tag alone.
    std::string local;
    std::string remote;
    std::string remote_tag;
    std::uint32_t local_cseq = 0;
    std::uint32_t remote_cseq = 0;
    /// Route set in dialog order, joined by ", ".
    std::string route;
    /// The URI of the watcher's Contact, and the Contact that we gave.
    std::string remote_target;
    std::string local_contact;
    /// See DialogState::next_hop.
    std::string next_hop;
    /// Of the last document, for packages whose documents have one (RFC 4235 3.2).
    std::uint32_t version = 0;
    std::string user_agent;
    std::string network_ip;
    std::uint16_t network_port = 0;
    std::string network_proto;
    base::WallTime expires{};
    /// When the row was written last.
    base::WallTime refreshed{};

    bool operator==(const Subscription&) const = default;
};

}  // namespace sofia::model
