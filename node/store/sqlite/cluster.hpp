#pragma once

#include "store/database.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// cluster_epochs in an SQLite file; see ClusterStore.
class Cluster final : public ClusterStore {
  public:
    /// `connection` outlives the store.
    explicit Cluster(Connection& connection) : connection_(connection) {}

    base::Result<EpochGrant> take_epoch(const base::ClusterName& cluster,
                                        const base::NodeName& owner,
                                        base::WallTime now,
                                        base::WallTime lease_until,
                                        bool force) override;
    base::Result<void> renew_lease(const base::ClusterName& cluster,
                                   base::Epoch epoch,
                                   base::WallTime lease_until) override;
    base::Result<void> look(const base::ClusterName& cluster, base::Epoch epoch) override;

  private:
    Connection& connection_;
};

}  // namespace sofia::store::sqlite
