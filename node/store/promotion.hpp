#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace sofia::store {

/// A row of cluster_epochs.
struct ClusterRow {
    base::Epoch epoch{0};
    /// Empty when no node was ever promoted.
    base::NodeName owner;
    base::WallTime lease_until{};
    std::string secret;
};

/// What `owner` gets when it asks for the next epoch of `cluster` at `now`. Errors: Exists when
/// another node's lease has not ended and not `force`; the text names the node and how long its
/// lease runs. The rule of all rooms; pure.
base::Result<EpochGrant> decide_promotion(const base::ClusterName& cluster,
                                          const ClusterRow& row,
                                          const base::NodeName& owner,
                                          base::WallTime now,
                                          bool force);

/// The error of a write whose epoch is not the cluster's any more.
base::Error stale_epoch(const base::ClusterName& cluster, base::Epoch ours, base::Epoch theirs);

/// The error of a renewal that found no lease of this epoch.
base::Error lost_lease(const base::ClusterName& cluster, base::Epoch ours);

}  // namespace sofia::store
