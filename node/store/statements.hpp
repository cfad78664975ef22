#pragma once

#include <string>
#include <string_view>

#include "store/columns.hpp"

namespace sofia::store::sql {

// The statements that both SQL rooms share, with $1, $2 ... for values. Each names the cluster.

/// `a, b, c`: all columns of a table, in the order of visit_columns().
std::string column_list(const Table& table);

/// The tail of an INSERT that makes it replace the row of the same key, unless that row has a
/// larger epoch, or the same epoch and a larger sequence.
std::string replace_older(const Table& table);

/// $1 cluster, $2 owner, $3 epoch, $4 profile or '', $5 id or '', $6 limit: of the first $6 calls
/// behind $5 in order of id, takes those with a smaller epoch over. The sequence starts again,
/// because the new owner counts from one.
extern const std::string kClaimCalls;
/// The same parameters: the calls of that owner and epoch among them, in order of id.
extern const std::string kSelectOwnCalls;
/// $1 cluster, $2 owner, $3 epoch, $4 Call-ID, $5 tag, $6 UUID: takes this call over if it has this
/// dialog.
extern const std::string kClaimCall;
/// $1 cluster, $2 owner, $3 epoch, $4 Call-ID, $5 tag, $6 UUID: this call if it has this dialog and
/// is ours.
extern const std::string kSelectCall;
/// $1 cluster, $2 epoch, $3 profile or '': deletes the calls with a smaller epoch.
extern const std::string kFlushCalls;
/// $1 cluster.
extern const std::string kCountCalls;
/// $1 cluster: all bindings.
extern const std::string kSelectRegistrations;
/// $1 cluster: our registrations at gateways.
extern const std::string kSelectGateways;
/// $1 cluster: subscriptions, publications, mailboxes.
extern const std::string kSelectSubscriptions;
extern const std::string kSelectPublications;
extern const std::string kSelectMailboxes;

/// $1 cluster, $2 secret: makes the row of a cluster that has none, with epoch 0 and no owner.
extern const std::string kMakeCluster;
/// $1 cluster: epoch, owner, lease_until, secret.
extern const std::string kSelectCluster;
/// $1 cluster, $2 epoch, $3 owner, $4 lease_until, $5 now.
extern const std::string kPromote;
/// $1 cluster, $2 epoch, $3 lease_until: changes nothing when the epoch is another.
extern const std::string kRenewLease;

/// The clock of each database, in milliseconds since 1970 UTC.
inline constexpr std::string_view kSqliteNow =
    "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)";
inline constexpr std::string_view kPostgresNow =
    "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
/// $1 cluster, $2 node, $3 role, $4 epoch, $5 config digest, $6 version; seen at `now`, one of the
/// above.
std::string put_sign(std::string_view now);
/// $1 cluster: node, role, epoch, seen, config digest, version, the time `now`, and the last
/// migration.
std::string select_signs(std::string_view now);

/// version, name, checksum.
extern const std::string kSelectMigrations;
/// $1 version, $2 name, $3 checksum, $4 applied.
extern const std::string kInsertMigration;

}  // namespace sofia::store::sql
