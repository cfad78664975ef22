#pragma once

#include "store/database.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// Errors: Stale when the cluster has a larger epoch than `epoch`. Inside a transaction, which
/// keeps promotions out until it ends.
base::Result<void> check_epoch(Connection& connection,
                               const base::ClusterName& cluster,
                               base::Epoch epoch);

/// tracked_calls in an SQLite file; see CallStore.
class Calls final : public CallStore {
  public:
    /// `connection` outlives the store.
    explicit Calls(Connection& connection) : connection_(connection) {}

    base::Result<model::CallPiece> claim(const base::ClusterName& cluster,
                                         const base::NodeName& owner,
                                         base::Epoch epoch,
                                         const model::CallRange& range) override;
    base::Result<std::optional<model::TrackedCall>> claim_one(
        const base::ClusterName& cluster,
        const base::NodeName& owner,
        base::Epoch epoch,
        const base::CallUuid& call,
        const model::DialogKey& dialog) override;
    base::Result<std::size_t> flush(const base::ClusterName& cluster,
                                    base::Epoch epoch,
                                    const std::string& profile) override;
    base::Result<std::size_t> count(const base::ClusterName& cluster) override;

  private:
    Connection& connection_;
};

}  // namespace sofia::store::sqlite
