#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "store/database.hpp"
#include "store/promotion.hpp"

namespace sofia::store::memory {

/// The rows of a database in memory. Connections share it and lock `mutex` for each transaction.
struct Tables {
    using CallKey = std::pair<base::ClusterName, base::CallUuid>;
    using BindingKey = std::pair<base::ClusterName, model::RegistrationKey>;

    std::mutex mutex;
    // Guarded by mutex.
    std::map<CallKey, model::TrackedCall> calls;
    std::map<BindingKey, model::Registration> registrations;
    std::map<std::pair<base::ClusterName, model::GatewayKey>, model::GatewayRegistration> gateways;
    std::map<std::pair<base::ClusterName, model::SubscriptionKey>, model::Subscription>
        subscriptions;
    std::map<std::pair<base::ClusterName, model::PublicationKey>, model::Publication> publications;
    std::map<std::pair<base::ClusterName, model::MailboxKey>, model::Mailbox> mailboxes;
    std::map<base::ClusterName, ClusterRow> clusters;
    std::map<std::pair<base::ClusterName, base::NodeName>, NodeSign> signs;
};

/// Errors: Stale when the cluster has a larger epoch. The caller holds the mutex.
base::Result<void> check_epoch(const Tables& tables,
                               const base::ClusterName& cluster,
                               base::Epoch epoch);

/// Carries a batch out, or changes nothing. Errors: Stale, Invalid for what the CHECK constraints
/// of db/migrations refuse. The caller holds the mutex.
base::Result<void> commit(Tables& tables, const Batch& batch);

}  // namespace sofia::store::memory
