#pragma once

#include "store/database.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// cluster_nodes in a PostgreSQL database; see NodeStore.
class Nodes final : public NodeStore {
  public:
    /// `session` outlives the store.
    explicit Nodes(Session& session) : session_(session) {}

    base::Result<NodeSigns> exchange(const NodeSign& sign) override;

  private:
    Session& session_;
};

}  // namespace sofia::store::postgres
