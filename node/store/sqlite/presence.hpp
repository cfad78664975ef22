#pragma once

#include "store/database.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// sip_subscriptions, sip_presence and sip_mailboxes in an SQLite file; see PresenceStore.
class Presence final : public PresenceStore {
  public:
    /// `connection` outlives the store.
    explicit Presence(Connection& connection) : connection_(connection) {}

    base::Result<std::vector<model::Subscription>> load_subscriptions(
        const base::ClusterName& cluster) override;
    base::Result<std::vector<model::Publication>> load_publications(
        const base::ClusterName& cluster) override;
    base::Result<std::vector<model::Mailbox>> load_mailboxes(
        const base::ClusterName& cluster) override;

  private:
    Connection& connection_;
};

}  // namespace sofia::store::sqlite
