#include "store/postgres/presence.hpp"

#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"

namespace sofia::store::postgres {
namespace {

template <class Row>
base::Result<std::vector<Row>> load(Session& session,
                                    const char* statement,
                                    const base::ClusterName& cluster) {
    std::vector<Row> rows;
    const auto loaded = session.transact([&](Transaction& transaction) -> base::Result<void> {
        rows = read_rows<Row>(transaction.run(statement, value_of(cluster.str())));
        return {};
    });
    if (!loaded)
        return tl::unexpected(loaded.error());
    return rows;
}

}  // namespace

base::Result<std::vector<model::Subscription>> Presence::load_subscriptions(
    const base::ClusterName& cluster) {
    return load<model::Subscription>(session_, statement::kSelectSubscriptions, cluster);
}

base::Result<std::vector<model::Publication>> Presence::load_publications(
    const base::ClusterName& cluster) {
    return load<model::Publication>(session_, statement::kSelectPublications, cluster);
}

base::Result<std::vector<model::Mailbox>> Presence::load_mailboxes(
    const base::ClusterName& cluster) {
    return load<model::Mailbox>(session_, statement::kSelectMailboxes, cluster);
}

}  // namespace sofia::store::postgres
