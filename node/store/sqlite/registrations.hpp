#pragma once

#include "store/database.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// sip_registrations in an SQLite file; see RegistrationStore.
class Registrations final : public RegistrationStore {
  public:
    /// `connection` outlives the store.
    explicit Registrations(Connection& connection) : connection_(connection) {}

    base::Result<std::vector<model::Registration>> load(const base::ClusterName& cluster) override;

  private:
    Connection& connection_;
};

}  // namespace sofia::store::sqlite
