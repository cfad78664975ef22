#include "store/statements.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sofia::store::sql {
namespace {

constexpr std::string_view kIsCallWithDialog =
    "call_uuid = $6 "
    "AND ((a_call_id = $4 AND a_local_tag = $5) OR (b_call_id = $4 AND b_local_tag = $5))";

/// Behind $5 in order of id, and of the profile $4 unless that is empty.
constexpr std::string_view kIsInRange = "call_uuid > $5 AND ($4 = '' OR profile_name = $4)";

bool is_key(const Table& table, std::string_view column) {
    return std::ranges::find(table.key, column) != table.key.end();
}

}  // namespace

std::string column_list(const Table& table) {
    std::vector<std::string_view> names;
    for (const auto& column : table.columns)
        names.push_back(column.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string replace_older(const Table& table) {
    std::vector<std::string> assignments;
    for (const auto& column : table.columns)
        if (!is_key(table, column.name))
            assignments.push_back(fmt::format("{0} = excluded.{0}", column.name));
    return fmt::format(
        "ON CONFLICT ({1}) DO UPDATE SET {2} WHERE {0}.epoch < excluded.epoch "
        "OR ({0}.epoch = excluded.epoch AND {0}.sequence <= excluded.sequence)",
        table.name,
        fmt::join(table.key, ", "),
        fmt::join(assignments, ", "));
}

const std::string kClaimCalls = fmt::format(
    "UPDATE tracked_calls SET hostname = $2, epoch = $3, sequence = 0 "
    "WHERE cluster_name = $1 AND epoch < $3 AND {0} AND call_uuid <= "
    "(SELECT max(call_uuid) FROM (SELECT call_uuid FROM tracked_calls "
    "WHERE cluster_name = $1 AND epoch <= $3 AND {0} ORDER BY call_uuid LIMIT $6) AS range)",
    kIsInRange);

const std::string kSelectOwnCalls = fmt::format(
    "SELECT {} FROM tracked_calls WHERE cluster_name = $1 AND hostname = $2 AND epoch = $3 "
    "AND {} ORDER BY call_uuid LIMIT $6",
    column_list(calls_table()),
    kIsInRange);

const std::string kClaimCall = fmt::format(
    "UPDATE tracked_calls SET hostname = $2, epoch = $3, sequence = 0 "
    "WHERE cluster_name = $1 AND epoch < $3 AND {}",
    kIsCallWithDialog);

const std::string kSelectCall = fmt::format(
    "SELECT {} FROM tracked_calls WHERE cluster_name = $1 AND hostname = $2 AND epoch = $3 "
    "AND {}",
    column_list(calls_table()),
    kIsCallWithDialog);

const std::string kFlushCalls =
    "DELETE FROM tracked_calls WHERE cluster_name = $1 AND epoch < $2 "
    "AND ($3 = '' OR profile_name = $3)";

const std::string kCountCalls = "SELECT count(*) FROM tracked_calls WHERE cluster_name = $1";

const std::string kSelectRegistrations = fmt::format(
    "SELECT {} FROM sip_registrations WHERE cluster_name = $1", column_list(registrations_table()));

const std::string kSelectGateways = fmt::format(
    "SELECT {} FROM gateway_registrations WHERE cluster_name = $1", column_list(gateways_table()));

const std::string kSelectSubscriptions = fmt::format(
    "SELECT {} FROM sip_subscriptions WHERE cluster_name = $1", column_list(subscriptions_table()));

const std::string kSelectPublications = fmt::format(
    "SELECT {} FROM sip_presence WHERE cluster_name = $1", column_list(publications_table()));

const std::string kSelectMailboxes = fmt::format(
    "SELECT {} FROM sip_mailboxes WHERE cluster_name = $1", column_list(mailboxes_table()));

const std::string kMakeCluster =
    "INSERT INTO cluster_epochs (cluster_name, epoch, owner, lease_until, secret, taken) "
    "VALUES ($1, 0, '', 0, $2, 0) ON CONFLICT (cluster_name) DO NOTHING";

const std::string kSelectCluster =
    "SELECT epoch, owner, lease_until, secret FROM cluster_epochs WHERE cluster_name = $1";

const std::string kPromote =
    "UPDATE cluster_epochs SET epoch = $2, owner = $3, lease_until = $4, taken = $5 "
    "WHERE cluster_name = $1";

const std::string kRenewLease =
    "UPDATE cluster_epochs SET lease_until = $3 WHERE cluster_name = $1 AND epoch = $2";

std::string put_sign(std::string_view now) {
    return fmt::format(
        "INSERT INTO cluster_nodes "
        "(cluster_name, node_name, role, epoch, seen, config_digest, version) "
        "VALUES ($1, $2, $3, $4, {}, $5, $6) "
        "ON CONFLICT (cluster_name, node_name) DO UPDATE SET role = excluded.role, "
        "epoch = excluded.epoch, seen = excluded.seen, config_digest = excluded.config_digest, "
        "version = excluded.version",
        now);
}

std::string select_signs(std::string_view now) {
    return fmt::format(
        "SELECT node_name, role, epoch, seen, config_digest, version, {}, "
        "(SELECT max(version) FROM schema_migrations) FROM cluster_nodes "
        "WHERE cluster_name = $1 ORDER BY node_name",
        now);
}

const std::string kSelectMigrations =
    "SELECT version, name, checksum FROM schema_migrations ORDER BY version";

const std::string kInsertMigration =
    "INSERT INTO schema_migrations (version, name, checksum, applied) VALUES ($1, $2, $3, $4)";

}  // namespace sofia::store::sql
