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

/// Puts and removals of calls in one round trip; a batch has no key in both.
std::string put_and_remove_calls() {
    const auto& calls = calls_table();
    return fmt::format(
        "WITH removed AS (DELETE FROM tracked_calls WHERE cluster_name = $1 AND epoch <= $3 "
        "AND call_uuid = ANY(${}::text[])) {}",
        calls.columns.size() + 1,
        put(calls));
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
        {kRemoveCalls,
         "DELETE FROM tracked_calls WHERE cluster_name = $1 AND epoch <= $2 "
         "AND call_uuid = ANY($3::text[])"},
        {kRemoveRegistrations,
         "DELETE FROM sip_registrations AS r "
         "USING unnest($3::text[], $4::text[], $5::text[], $6::text[]) "
         "AS k (profile_name, sip_user, sip_host, contact_uri) "
         "WHERE r.cluster_name = $1 AND r.epoch <= $2 AND r.profile_name = k.profile_name "
         "AND r.sip_user = k.sip_user AND r.sip_host = k.sip_host "
         "AND r.contact_uri = k.contact_uri"},
        {kClaimCalls, sql::kClaimCalls},
        {kSelectOwnCalls, sql::kSelectOwnCalls},
        {kClaimDialog, sql::kClaimDialog},
        {kSelectDialog, sql::kSelectDialog},
        {kFlushCalls, sql::kFlushCalls},
        {kCountCalls, sql::kCountCalls},
        {kSelectRegistrations, sql::kSelectRegistrations},
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
