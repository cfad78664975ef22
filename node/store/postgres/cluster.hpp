#pragma once

#include "store/database.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// cluster_epochs in a PostgreSQL database; see ClusterStore.
class Cluster final : public ClusterStore {
  public:
    /// `session` outlives the store.
    explicit Cluster(Session& session) : session_(session) {}

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
    Session& session_;
};

}  // namespace sofia::store::postgres
