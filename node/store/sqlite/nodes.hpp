#pragma once

#include "store/database.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// cluster_nodes in an SQLite file; see NodeStore.
class Nodes final : public NodeStore {
  public:
    /// `connection` outlives the store.
    explicit Nodes(Connection& connection) : connection_(connection) {}

    base::Result<NodeSigns> exchange(const NodeSign& sign) override;

  private:
    Connection& connection_;
};

}  // namespace sofia::store::sqlite
