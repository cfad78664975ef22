#include "store/promotion.hpp"

#include <fmt/core.h>

namespace sofia::store {

base::Result<EpochGrant> decide_promotion(const base::ClusterName& cluster,
                                          const ClusterRow& row,
                                          const base::NodeName& owner,
                                          base::WallTime now,
                                          bool force) {
    const bool is_free = row.owner.empty() || row.owner == owner || row.lease_until <= now;
    if (!is_free && !force)
        return base::fail(
            base::ErrorKind::Exists,
            fmt::format("node {} holds cluster {} with a live lease ({:.1f} s left)",
                        row.owner.str(),
                        cluster.str(),
                        std::chrono::duration<double>(row.lease_until - now).count()));
    return EpochGrant{.epoch = base::Epoch{number(row.epoch) + 1},
                      .secret = row.secret,
                      .previous_owner = row.owner};
}

base::Error stale_epoch(const base::ClusterName& cluster, base::Epoch ours, base::Epoch theirs) {
    return {base::ErrorKind::Stale,
            fmt::format("cluster {} is at epoch {}, ours is {}: another node has taken over",
                        cluster.str(),
                        number(theirs),
                        number(ours))};
}

base::Error lost_lease(const base::ClusterName& cluster, base::Epoch ours) {
    return {base::ErrorKind::Stale,
            fmt::format("cluster {} has no lease of epoch {} any more: another node has taken over",
                        cluster.str(),
                        number(ours))};
}

}  // namespace sofia::store
