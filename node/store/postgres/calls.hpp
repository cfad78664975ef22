#pragma once

#include "store/database.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// tracked_calls in a PostgreSQL database; see CallStore.
class Calls final : public CallStore {
  public:
    /// `session` outlives the store.
    explicit Calls(Session& session) : session_(session) {}

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
    Session& session_;
};

}  // namespace sofia::store::postgres
