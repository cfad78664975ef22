#pragma once

#include <string>
#include <vector>

namespace sofia::store::postgres {

/// Names of the statements that a session prepares.
namespace statement {
/// $1 cluster: its epoch; makes promotions and other commits of the cluster wait.
inline constexpr char kLockEpoch[] = "lock_epoch";
/// $1 cluster: its epoch; makes promotions wait.
inline constexpr char kHoldEpoch[] = "hold_epoch";
/// $1 cluster: the row for a promotion; makes all others wait.
inline constexpr char kLockCluster[] = "lock_cluster";
/// $1 cluster, $2 owner, $3 epoch, then one array a column.
inline constexpr char kPutRegistrations[] = "put_registrations";
/// The same with one more array, of call UUIDs to remove.
inline constexpr char kPutAndRemoveCalls[] = "put_and_remove_calls";
/// $1 cluster, $2 epoch, then the array of call UUIDs.
inline constexpr char kRemoveCalls[] = "remove_calls";
/// $1 cluster, $2 epoch, then arrays of profile, user, host and contact URI.
inline constexpr char kRemoveRegistrations[] = "remove_registrations";
/// $1 cluster, $2 owner, $3 epoch, then one array a column.
inline constexpr char kPutGateways[] = "put_gateways";
/// $1 cluster, $2 epoch, then arrays of profile and gateway.
inline constexpr char kRemoveGateways[] = "remove_gateways";
/// $1 cluster, $2 owner, $3 epoch, then one array a column.
inline constexpr char kPutSubscriptions[] = "put_subscriptions";
inline constexpr char kPutPublications[] = "put_publications";
inline constexpr char kPutMailboxes[] = "put_mailboxes";
/// $1 cluster, $2 epoch, then arrays of Call-ID and tag.
inline constexpr char kRemoveSubscriptions[] = "remove_subscriptions";
/// $1 cluster, $2 epoch, then arrays of user, host and publication.
inline constexpr char kRemovePublications[] = "remove_publications";
/// The portable statements of store/statements.hpp, with the values described there.
inline constexpr char kClaimCalls[] = "claim_calls";
inline constexpr char kSelectOwnCalls[] = "select_own_calls";
inline constexpr char kClaimCall[] = "claim_call";
inline constexpr char kSelectCall[] = "select_call";
inline constexpr char kFlushCalls[] = "flush_calls";
inline constexpr char kCountCalls[] = "count_calls";
inline constexpr char kSelectRegistrations[] = "select_registrations";
inline constexpr char kSelectGateways[] = "select_gateways";
inline constexpr char kSelectSubscriptions[] = "select_subscriptions";
inline constexpr char kSelectPublications[] = "select_publications";
inline constexpr char kSelectMailboxes[] = "select_mailboxes";
inline constexpr char kMakeCluster[] = "make_cluster";
inline constexpr char kPromote[] = "promote";
inline constexpr char kRenewLease[] = "renew_lease";
inline constexpr char kPutSign[] = "put_sign";
inline constexpr char kSelectSigns[] = "select_signs";
/// $1 cluster: its epoch, without a lock.
inline constexpr char kLookAtEpoch[] = "look_at_epoch";
inline constexpr char kSelectMigrations[] = "select_migrations";
inline constexpr char kInsertMigration[] = "insert_migration";
}  // namespace statement

/// A statement as it is given to the server.
struct PreparedStatement {
    std::string name;
    std::string sql;
};

/// All of them. The server sees each at its first use, so that none needs a schema before.
std::vector<PreparedStatement> prepared_statements();

}  // namespace sofia::store::postgres
