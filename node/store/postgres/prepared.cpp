#include "store/postgres/prepared.hpp"

#include <fmt/format.h>

#include "store/statements.hpp"

namespace sofia::store::postgres {
namespace {

/// One statement for any number of rows: ownership as single values, the rest as arrays.
std::string put(const Table& table) {
    std::vector<std::string> arrays;
    for (std::size_t i = kOwnershipColumns; i < table.columns.size(); ++i)
        arrays.push_back(
            fmt::format("${}::{}[]", i + 1, table.columns[i].is_number ? "bigint" : "text"));
    return fmt::format("INSERT INTO {} ({}) SELECT $1, $2, $3, v.* FROM unnest({}) AS v {}",
                       table.name,
                       sql::column_list(table),
                       fmt::join(arrays, ", "),
                       sql::replace_older(table));
}

/// Removes the rows whose keys stand in arrays and whose epoch is not newer than `epoch`; `keys` is
/// the list of arrays, `names` the columns that they are values of. Each key is looked up by itself
/// (LIMIT keeps the planner from joining): a plan that was made while the table was empty would
/// otherwise read every row of the cluster for each batch.
std::string remove(std::string_view table,
                   std::string_view keys,
                   const std::vector<std::string_view>& names,
                   std::string_view epoch) {
    std::vector<std::string> equal;
    for (const auto name : names)
        equal.push_back(fmt::format("AND t.{0} = k.{0}", name));
    return fmt::format(
        "DELETE FROM {0} WHERE epoch <= {4} AND ctid = ANY(ARRAY("
        "SELECT found.row FROM unnest({1}) AS k ({2}), LATERAL ("
        "SELECT t.ctid AS row FROM {0} AS t WHERE t.cluster_name = $1 {3} LIMIT 1) AS found))",
        table,
        keys,
        fmt::join(names, ", "),
        fmt::join(equal, " "),
        epoch);
}

/// Puts and removals of calls in one round trip; a batch has no key in both.
std::string put_and_remove_calls() {
    const auto& calls = calls_table();
    const auto keys = fmt::format("${}::text[]", calls.columns.size() + 1);
    return fmt::format(
        "WITH removed AS ({}) {}", remove(calls.name, keys, {"call_uuid"}, "$3"), put(calls));
}

}  // namespace

std::vector<PreparedStatement> prepared_statements() {
    using namespace statement;
    const std::string epoch = "SELECT epoch FROM cluster_epochs WHERE cluster_name = $1 ";
    return {
        {kLockEpoch, epoch + "FOR NO KEY UPDATE"},
        {kHoldEpoch, epoch + "FOR KEY SHARE"},
        {kLockCluster, sql::kSelectCluster + " FOR UPDATE"},
        {kPutAndRemoveCalls, put_and_remove_calls()},
        {kPutRegistrations, put(registrations_table())},
        {kRemoveCalls, remove("tracked_calls", "$3::text[]", {"call_uuid"}, "$2")},
        {kRemoveRegistrations,
         remove("sip_registrations",
                "$3::text[], $4::text[], $5::text[], $6::text[]",
                {"profile_name", "sip_user", "sip_host", "contact_uri"},
                "$2")},
        {kPutGateways, put(gateways_table())},
        {kRemoveGateways,
         remove("gateway_registrations",
                "$3::text[], $4::text[]",
                {"profile_name", "gateway_name"},
                "$2")},
        {kPutSubscriptions, put(subscriptions_table())},
        {kPutPublications, put(publications_table())},
        {kPutMailboxes, put(mailboxes_table())},
        {kRemoveSubscriptions,
         remove("sip_subscriptions", "$3::text[], $4::text[]", {"call_id", "local_tag"}, "$2")},
        {kRemovePublications,
         remove("sip_presence",
                "$3::text[], $4::text[], $5::text[]",
                {"sip_user", "sip_host", "publication"},
                "$2")},
        {kClaimCalls, sql::kClaimCalls},
        {kSelectOwnCalls, sql::kSelectOwnCalls},
        {kClaimCall, sql::kClaimCall},
        {kSelectCall, sql::kSelectCall},
        {kFlushCalls, sql::kFlushCalls},
        {kCountCalls, sql::kCountCalls},
        {kSelectRegistrations, sql::kSelectRegistrations},
        {kSelectGateways, sql::kSelectGateways},
        {kSelectSubscriptions, sql::kSelectSubscriptions},
        {kSelectPublications, sql::kSelectPublications},
        {kSelectMailboxes, sql::kSelectMailboxes},
        {kMakeCluster, sql::kMakeCluster},
        {kPromote, sql::kPromote},
        {kRenewLease, sql::kRenewLease},
        {kPutSign, sql::put_sign(sql::kPostgresNow)},
        {kSelectSigns, sql::select_signs(sql::kPostgresNow)},
        {kLookAtEpoch, epoch},
        {kSelectMigrations, sql::kSelectMigrations},
        {kInsertMigration, sql::kInsertMigration},
    };
}

}  // namespace sofia::store::postgres
