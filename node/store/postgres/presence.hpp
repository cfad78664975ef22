#pragma once

#include "store/database.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// sip_subscriptions, sip_presence and sip_mailboxes in a PostgreSQL database; see PresenceStore.
class Presence final : public PresenceStore {
  public:
    /// `session` outlives the store.
    explicit Presence(Session& session) : session_(session) {}

    base::Result<std::vector<model::Subscription>> load_subscriptions(
        const base::ClusterName& cluster) override;
    base::Result<std::vector<model::Publication>> load_publications(
        const base::ClusterName& cluster) override;
    base::Result<std::vector<model::Mailbox>> load_mailboxes(
        const base::ClusterName& cluster) override;

  private:
    Session& session_;
};

}  // namespace sofia::store::postgres
