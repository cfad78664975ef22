#pragma once

#include "store/database.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// gateway_registrations in a PostgreSQL database; see GatewayStore.
class Gateways final : public GatewayStore {
  public:
    /// `session` outlives the store.
    explicit Gateways(Session& session) : session_(session) {}

    base::Result<std::vector<model::GatewayRegistration>> load_gateways(
        const base::ClusterName& cluster) override;

  private:
    Session& session_;
};

}  // namespace sofia::store::postgres
