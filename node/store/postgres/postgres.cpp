#include "store/postgres/postgres.hpp"

#include <memory>
#include <utility>

#include "store/postgres/arrays.hpp"
#include "store/postgres/calls.hpp"
#include "store/postgres/cluster.hpp"
#include "store/postgres/conninfo.hpp"
#include "store/postgres/gateways.hpp"
#include "store/postgres/nodes.hpp"
#include "store/postgres/prepared.hpp"
#include "store/postgres/presence.hpp"
#include "store/postgres/registrations.hpp"
#include "store/postgres/rows.hpp"
#include "store/postgres/schema.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {
namespace {

void put(Transaction& transaction,
         const char* statement,
         const std::vector<std::string>& arrays,
         const Batch& batch) {
    transaction.run(statement,
                    value_of(batch.cluster.str()),
                    value_of(batch.owner.str()),
                    number(batch.epoch),
                    pqxx::prepare::make_dynamic_params(arrays));
}

std::string uuids_of(const std::vector<base::CallUuid>& calls) {
    ArrayLiteral uuids;
    for (const auto& uuid : calls)
        uuids.add(std::string_view(uuid.str()));
    return uuids.take();
}

void write_calls(Transaction& transaction, const Batch& batch) {
    if (!batch.put_calls.empty()) {
        auto arrays = column_arrays(batch.put_calls, calls_table());
        arrays.push_back(uuids_of(batch.remove_calls));
        put(transaction, statement::kPutAndRemoveCalls, arrays, batch);
    } else if (!batch.remove_calls.empty()) {
        transaction.run(statement::kRemoveCalls,
                        value_of(batch.cluster.str()),
                        number(batch.epoch),
                        uuids_of(batch.remove_calls));
    }
}

void put_registrations(Transaction& transaction, const Batch& batch) {
    if (!batch.put_registrations.empty())
        put(transaction,
            statement::kPutRegistrations,
            column_arrays(batch.put_registrations, registrations_table()),
            batch);
}

void remove_registrations(Transaction& transaction, const Batch& batch) {
    if (batch.remove_registrations.empty())
        return;
    ArrayLiteral profiles;
    ArrayLiteral users;
    ArrayLiteral hosts;
    ArrayLiteral contacts;
    for (const auto& key : batch.remove_registrations) {
        profiles.add(std::string_view(key.profile));
        users.add(std::string_view(key.user));
        hosts.add(std::string_view(key.host));
        contacts.add(std::string_view(key.contact_uri));
    }
    transaction.run(statement::kRemoveRegistrations,
                    value_of(batch.cluster.str()),
                    number(batch.epoch),
                    profiles.take(),
                    users.take(),
                    hosts.take(),
                    contacts.take());
}

void write_gateways(Transaction& transaction, const Batch& batch) {
    if (!batch.put_gateways.empty())
        put(transaction,
            statement::kPutGateways,
            column_arrays(batch.put_gateways, gateways_table()),
            batch);
    if (batch.remove_gateways.empty())
        return;
    ArrayLiteral profiles;
    ArrayLiteral gateways;
    for (const auto& key : batch.remove_gateways) {
        profiles.add(std::string_view(key.profile));
        gateways.add(std::string_view(key.gateway));
    }
    transaction.run(statement::kRemoveGateways,
                    value_of(batch.cluster.str()),
                    number(batch.epoch),
                    profiles.take(),
                    gateways.take());
}

void write_subscriptions(Transaction& transaction, const Batch& batch) {
    if (!batch.put_subscriptions.empty())
        put(transaction,
            statement::kPutSubscriptions,
            column_arrays(batch.put_subscriptions, subscriptions_table()),
            batch);
    if (batch.remove_subscriptions.empty())
        return;
    ArrayLiteral call_ids;
    ArrayLiteral tags;
    for (const auto& key : batch.remove_subscriptions) {
        call_ids.add(std::string_view(key.call_id));
        tags.add(std::string_view(key.local_tag));
    }
    transaction.run(statement::kRemoveSubscriptions,
                    value_of(batch.cluster.str()),
                    number(batch.epoch),
                    call_ids.take(),
                    tags.take());
}

void write_presence(Transaction& transaction, const Batch& batch) {
    if (!batch.put_publications.empty())
        put(transaction,
            statement::kPutPublications,
            column_arrays(batch.put_publications, publications_table()),
            batch);
    if (!batch.put_mailboxes.empty())
        put(transaction,
            statement::kPutMailboxes,
            column_arrays(batch.put_mailboxes, mailboxes_table()),
            batch);
    if (batch.remove_publications.empty())
        return;
    ArrayLiteral users;
    ArrayLiteral hosts;
    ArrayLiteral publications;
    for (const auto& key : batch.remove_publications) {
        users.add(std::string_view(key.user));
        hosts.add(std::string_view(key.host));
        publications.add(std::string_view(key.publication));
    }
    transaction.run(statement::kRemovePublications,
                    value_of(batch.cluster.str()),
                    number(batch.epoch),
                    users.take(),
                    hosts.take(),
                    publications.take());
}

class PostgresDatabase final : public Database {
  public:
    explicit PostgresDatabase(std::unique_ptr<Session> session) : session_(std::move(session)) {}

    CallStore& calls() override { return calls_; }
    RegistrationStore& registrations() override { return registrations_; }
    GatewayStore& gateways() override { return gateways_; }
    PresenceStore& presence() override { return presence_; }
    ClusterStore& cluster() override { return cluster_; }
    NodeStore& nodes() override { return nodes_; }

    base::Result<void> commit(const Batch& batch) override {
        return session_->transact(Fence::Commit,
                                  batch.cluster,
                                  batch.epoch,
                                  [&](Transaction& transaction) -> base::Result<void> {
                                      write_calls(transaction, batch);
                                      put_registrations(transaction, batch);
                                      remove_registrations(transaction, batch);
                                      write_gateways(transaction, batch);
                                      write_subscriptions(transaction, batch);
                                      write_presence(transaction, batch);
                                      return {};
                                  });
    }

    base::Result<int> migrate() override { return migrate_schema(*session_); }
    base::Result<void> ping() override { return session_->ping(); }
    void interrupt() noexcept override { session_->interrupt(); }

  private:
    std::unique_ptr<Session> session_;
    Calls calls_{*session_};
    Registrations registrations_{*session_};
    Gateways gateways_{*session_};
    Presence presence_{*session_};
    Cluster cluster_{*session_};
    Nodes nodes_{*session_};
};

}  // namespace

Opener opener(Dsn dsn) {
    return [dsn = std::move(dsn)]() -> base::Result<std::unique_ptr<Database>> {
        const auto conninfo = complete_conninfo(dsn.target);
        if (!conninfo)
            return tl::unexpected(conninfo.error());
        auto session = Session::open(*conninfo);
        if (!session)
            return tl::unexpected(session.error());
        return std::make_unique<PostgresDatabase>(std::move(*session));
    };
}

}  // namespace sofia::store::postgres
