#include "store/postgres/cluster.hpp"

#include "base/uuid.hpp"
#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"
#include "store/promotion.hpp"

namespace sofia::store::postgres {
namespace {

constexpr int kSecretBytes = 32;

ClusterRow make_and_lock(Transaction& transaction, const base::ClusterName& cluster) {
    const auto name = value_of(cluster.str());
    transaction.run(statement::kMakeCluster, name, base::make_token(kSecretBytes));
    const auto fields = transaction.run(statement::kLockCluster, name)[0];
    return {.epoch = base::Epoch{fields[0].as<std::int64_t>()},
            .owner = base::NodeName(text_of_field(fields[1])),
            .lease_until = base::from_epoch_ms(fields[2].as<std::int64_t>()),
            .secret = text_of_field(fields[3])};
}

}  // namespace

base::Result<EpochGrant> Cluster::take_epoch(const base::ClusterName& cluster,
                                             const base::NodeName& owner,
                                             base::WallTime now,
                                             base::WallTime lease_until,
                                             bool force) {
    EpochGrant grant;
    const auto taken = session_.transact([&](Transaction& transaction) -> base::Result<void> {
        const auto row = make_and_lock(transaction, cluster);
        auto decision = decide_promotion(cluster, row, owner, now, force);
        if (!decision)
            return tl::unexpected(decision.error());
        grant = std::move(*decision);
        transaction.run(statement::kPromote,
                        value_of(cluster.str()),
                        number(grant.epoch),
                        value_of(owner.str()),
                        base::to_epoch_ms(lease_until),
                        base::to_epoch_ms(now));
        return {};
    });
    if (!taken)
        return tl::unexpected(taken.error());
    return grant;
}

base::Result<void> Cluster::renew_lease(const base::ClusterName& cluster,
                                        base::Epoch epoch,
                                        base::WallTime lease_until) {
    return session_.transact([&](Transaction& transaction) -> base::Result<void> {
        const auto renewed = transaction.run(statement::kRenewLease,
                                             value_of(cluster.str()),
                                             number(epoch),
                                             base::to_epoch_ms(lease_until));
        if (renewed.affected_rows() == 0)
            return tl::unexpected(lost_lease(cluster, epoch));
        return {};
    });
}

base::Result<void> Cluster::look(const base::ClusterName& cluster, base::Epoch epoch) {
    return session_.transact([&](Transaction& transaction) -> base::Result<void> {
        const auto found = transaction.run(statement::kLookAtEpoch, value_of(cluster.str()));
        if (found.empty() || found[0][0].as<std::int64_t>() != number(epoch))
            return tl::unexpected(lost_lease(cluster, epoch));
        return {};
    });
}

}  // namespace sofia::store::postgres
