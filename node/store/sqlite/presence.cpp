#include "store/sqlite/presence.hpp"

#include "store/sqlite/rows.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {
namespace {

template <class Row>
base::Result<std::vector<Row>> load(Connection& connection,
                                    const std::string& text,
                                    const base::ClusterName& cluster) {
    const auto statement = connection.prepare(text);
    if (!statement)
        return tl::unexpected(statement.error());
    return read_rows<Row>((*statement)->bind(1, cluster.str()));
}

}  // namespace

base::Result<std::vector<model::Subscription>> Presence::load_subscriptions(
    const base::ClusterName& cluster) {
    return load<model::Subscription>(connection_, sql::kSelectSubscriptions, cluster);
}

base::Result<std::vector<model::Publication>> Presence::load_publications(
    const base::ClusterName& cluster) {
    return load<model::Publication>(connection_, sql::kSelectPublications, cluster);
}

base::Result<std::vector<model::Mailbox>> Presence::load_mailboxes(
    const base::ClusterName& cluster) {
    return load<model::Mailbox>(connection_, sql::kSelectMailboxes, cluster);
}

}  // namespace sofia::store::sqlite
