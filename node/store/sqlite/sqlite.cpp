#include "store/sqlite/sqlite.hpp"

#include <atomic>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "store/sqlite/calls.hpp"
#include "store/sqlite/cluster.hpp"
#include "store/sqlite/gateways.hpp"
#include "store/sqlite/nodes.hpp"
#include "store/sqlite/presence.hpp"
#include "store/sqlite/registrations.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/schema.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {
namespace {

std::string upsert(const Table& table) {
    std::vector<std::string> values;
    for (std::size_t i = 1; i <= table.columns.size(); ++i)
        values.push_back(fmt::format("${}", i));
    return fmt::format("INSERT INTO {} ({}) VALUES ({}) {}",
                       table.name,
                       sql::column_list(table),
                       fmt::join(values, ", "),
                       sql::replace_older(table));
}

const std::string kPutCall = upsert(calls_table());
const std::string kPutRegistration = upsert(registrations_table());
const std::string kPutGateway = upsert(gateways_table());
const std::string kPutSubscription = upsert(subscriptions_table());
const std::string kPutPublication = upsert(publications_table());
const std::string kPutMailbox = upsert(mailboxes_table());
const std::string kRemoveCall =
    "DELETE FROM tracked_calls WHERE cluster_name = $1 AND epoch <= $2 AND call_uuid = $3";
const std::string kRemoveRegistration =
    "DELETE FROM sip_registrations WHERE cluster_name = $1 AND epoch <= $2 "
    "AND profile_name = $3 AND sip_user = $4 AND sip_host = $5 AND contact_uri = $6";
const std::string kRemoveGateway =
    "DELETE FROM gateway_registrations WHERE cluster_name = $1 AND epoch <= $2 "
    "AND profile_name = $3 AND gateway_name = $4";
const std::string kRemoveSubscription =
    "DELETE FROM sip_subscriptions WHERE cluster_name = $1 AND epoch <= $2 "
    "AND call_id = $3 AND local_tag = $4";
const std::string kRemovePublication =
    "DELETE FROM sip_presence WHERE cluster_name = $1 AND epoch <= $2 "
    "AND sip_user = $3 AND sip_host = $4 AND publication = $5";

/// Runs one statement for each item, with `bind` setting its values.
template <class Items, class Bind>
base::Result<void> for_each(Connection& connection,
                            const std::string& text,
                            const Items& items,
                            Bind bind) {
    if (items.empty())
        return {};
    const auto statement = connection.prepare(text);
    if (!statement)
        return tl::unexpected(statement.error());
    for (const auto& item : items) {
        bind(**statement, item);
        if (auto done = (*statement)->run(); !done)
            return done;
    }
    return {};
}

class SqliteDatabase final : public Database {
  public:
    explicit SqliteDatabase(std::unique_ptr<Connection> connection)
        : connection_(std::move(connection)) {}

    CallStore& calls() override { return calls_; }
    RegistrationStore& registrations() override { return registrations_; }
    GatewayStore& gateways() override { return gateways_; }
    PresenceStore& presence() override { return presence_; }
    ClusterStore& cluster() override { return cluster_; }
    NodeStore& nodes() override { return nodes_; }

    base::Result<void> commit(const Batch& batch) override {
        return connection_->transact([&]() -> base::Result<void> {
            auto done = check_epoch(*connection_, batch.cluster, batch.epoch);
            if (done)
                done = put(kPutCall, batch.put_calls, batch);
            if (done)
                done = put(kPutRegistration, batch.put_registrations, batch);
            if (done)
                done = put(kPutGateway, batch.put_gateways, batch);
            if (done)
                done = put(kPutSubscription, batch.put_subscriptions, batch);
            if (done)
                done = put(kPutPublication, batch.put_publications, batch);
            if (done)
                done = put(kPutMailbox, batch.put_mailboxes, batch);
            return done ? remove(batch) : done;
        });
    }

    base::Result<int> migrate() override { return migrate_schema(*connection_); }

    base::Result<void> ping() override { return connection_->run("SELECT 1"); }

    void interrupt() noexcept override { connection_->interrupt(); }

  private:
    template <class Row>
    base::Result<void> put(const std::string& text,
                           const std::vector<Row>& rows,
                           const Batch& batch) {
        return for_each(*connection_, text, rows, [&](Statement& statement, const Row& row) {
            bind_row(statement, row);
            // Whose the row is, the batch says.
            statement.bind(1, batch.cluster.str())
                .bind(2, batch.owner.str())
                .bind(3, number(batch.epoch));
        });
    }

    base::Result<void> remove(const Batch& batch) {
        const auto ownership = [&](Statement& statement) -> Statement& {
            return statement.bind(1, batch.cluster.str()).bind(2, number(batch.epoch));
        };
        auto done = for_each(*connection_,
                             kRemoveCall,
                             batch.remove_calls,
                             [&](Statement& statement, const base::CallUuid& uuid) {
                                 ownership(statement).bind(3, uuid.str());
                             });
        if (!done)
            return done;
        done = for_each(*connection_,
                        kRemoveRegistration,
                        batch.remove_registrations,
                        [&](Statement& statement, const model::RegistrationKey& key) {
                            ownership(statement)
                                .bind(3, key.profile)
                                .bind(4, key.user)
                                .bind(5, key.host)
                                .bind(6, key.contact_uri);
                        });
        if (!done)
            return done;
        done = for_each(*connection_,
                        kRemoveGateway,
                        batch.remove_gateways,
                        [&](Statement& statement, const model::GatewayKey& key) {
                            ownership(statement).bind(3, key.profile).bind(4, key.gateway);
                        });
        if (!done)
            return done;
        done = for_each(*connection_,
                        kRemoveSubscription,
                        batch.remove_subscriptions,
                        [&](Statement& statement, const model::SubscriptionKey& key) {
                            ownership(statement).bind(3, key.call_id).bind(4, key.local_tag);
                        });
        if (!done)
            return done;
        return for_each(
            *connection_,
            kRemovePublication,
            batch.remove_publications,
            [&](Statement& statement, const model::PublicationKey& key) {
                ownership(statement).bind(3, key.user).bind(4, key.host).bind(5, key.publication);
            });
    }

    std::unique_ptr<Connection> connection_;
    Calls calls_{*connection_};
    Registrations registrations_{*connection_};
    Gateways gateways_{*connection_};
    Presence presence_{*connection_};
    Cluster cluster_{*connection_};
    Nodes nodes_{*connection_};
};

}  // namespace

Opener opener(std::string path) {
    // Reading the whole file costs seconds when it is large: once a process is enough.
    return [path = std::move(path), checked = std::make_shared<std::atomic<bool>>(false)]()
               -> base::Result<std::unique_ptr<Database>> {
        auto connection = Connection::open(path, !checked->load());
        if (!connection)
            return tl::unexpected(connection.error());
        checked->store(true);
        return std::make_unique<SqliteDatabase>(std::move(*connection));
    };
}

}  // namespace sofia::store::sqlite
