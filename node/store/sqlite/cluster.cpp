#include "store/sqlite/cluster.hpp"

#include "base/uuid.hpp"
#include "store/promotion.hpp"
#include "store/sqlite/calls.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {
namespace {

constexpr int kSecretBytes = 32;

base::Result<ClusterRow> make_and_read(Connection& connection, const base::ClusterName& cluster) {
    const auto make = connection.prepare(sql::kMakeCluster);
    if (!make)
        return tl::unexpected(make.error());
    const auto secret = base::make_token(kSecretBytes);
    if (const auto made = (*make)->bind(1, cluster.str()).bind(2, secret).run(); !made)
        return tl::unexpected(made.error());
    const auto select = connection.prepare(sql::kSelectCluster);
    if (!select)
        return tl::unexpected(select.error());
    const auto found = (*select)->bind(1, cluster.str()).step();
    if (!found)
        return tl::unexpected(found.error());
    ClusterRow row{.epoch = base::Epoch{(*select)->number(0)},
                   .owner = base::NodeName((*select)->text(1)),
                   .lease_until = base::from_epoch_ms((*select)->number(2)),
                   .secret = (*select)->text(3)};
    (*select)->reset();
    return row;
}

}  // namespace

base::Result<EpochGrant> Cluster::take_epoch(const base::ClusterName& cluster,
                                             const base::NodeName& owner,
                                             base::WallTime now,
                                             base::WallTime lease_until,
                                             bool force) {
    EpochGrant grant;
    const auto taken = connection_.transact([&]() -> base::Result<void> {
        const auto row = make_and_read(connection_, cluster);
        if (!row)
            return tl::unexpected(row.error());
        auto decision = decide_promotion(cluster, *row, owner, now, force);
        if (!decision)
            return tl::unexpected(decision.error());
        grant = std::move(*decision);
        const auto promote = connection_.prepare(sql::kPromote);
        if (!promote)
            return tl::unexpected(promote.error());
        return (*promote)
            ->bind(1, cluster.str())
            .bind(2, number(grant.epoch))
            .bind(3, owner.str())
            .bind(4, base::to_epoch_ms(lease_until))
            .bind(5, base::to_epoch_ms(now))
            .run();
    });
    if (!taken)
        return tl::unexpected(taken.error());
    return grant;
}

base::Result<void> Cluster::renew_lease(const base::ClusterName& cluster,
                                        base::Epoch epoch,
                                        base::WallTime lease_until) {
    return connection_.transact([&]() -> base::Result<void> {
        const auto renew = connection_.prepare(sql::kRenewLease);
        if (!renew)
            return tl::unexpected(renew.error());
        auto done = (*renew)
                        ->bind(1, cluster.str())
                        .bind(2, number(epoch))
                        .bind(3, base::to_epoch_ms(lease_until))
                        .run();
        if (!done || connection_.changes() == 1)
            return done;
        return tl::unexpected(lost_lease(cluster, epoch));
    });
}

base::Result<void> Cluster::look(const base::ClusterName& cluster, base::Epoch epoch) {
    const auto select = connection_.prepare(sql::kSelectCluster);
    if (!select)
        return tl::unexpected(select.error());
    const auto found = (*select)->bind(1, cluster.str()).step();
    if (!found)
        return tl::unexpected(found.error());
    const bool is_ours = *found && (*select)->number(0) == number(epoch);
    (*select)->reset();
    if (!is_ours)
        return tl::unexpected(lost_lease(cluster, epoch));
    return {};
}

}  // namespace sofia::store::sqlite
