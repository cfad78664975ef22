#pragma once

#include "store/database.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// sip_registrations in a PostgreSQL database; see RegistrationStore.
class Registrations final : public RegistrationStore {
  public:
    /// `session` outlives the store.
    explicit Registrations(Session& session) : session_(session) {}

    base::Result<std::vector<model::Registration>> load(const base::ClusterName& cluster) override;

  private:
    Session& session_;
};

}  // namespace sofia::store::postgres
