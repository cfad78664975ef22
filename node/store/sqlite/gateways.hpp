#pragma once

#include "store/database.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// gateway_registrations in an SQLite file; see GatewayStore.
class Gateways final : public GatewayStore {
  public:
    /// `connection` outlives the store.
    explicit Gateways(Connection& connection) : connection_(connection) {}

    base::Result<std::vector<model::GatewayRegistration>> load_gateways(
        const base::ClusterName& cluster) override;

  private:
    Connection& connection_;
};

}  // namespace sofia::store::sqlite
