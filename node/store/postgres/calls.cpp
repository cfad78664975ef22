#include "store/postgres/calls.hpp"

#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"

namespace sofia::store::postgres {

base::Result<model::CallPiece> Calls::claim(const base::ClusterName& cluster,
                                            const base::NodeName& owner,
                                            base::Epoch epoch,
                                            const model::CallRange& range) {
    const auto run = [&](Transaction& transaction, const char* statement) {
        return transaction.run(statement,
                               value_of(cluster.str()),
                               value_of(owner.str()),
                               number(epoch),
                               value_of(range.profile),
                               value_of(range.after.str()),
                               static_cast<std::int64_t>(range.limit));
    };
    const auto claimed = session_.transact(
        Fence::Claim, cluster, epoch, [&](Transaction& transaction) -> base::Result<void> {
            run(transaction, statement::kClaimCalls);
            return {};
        });
    if (!claimed)
        return tl::unexpected(claimed.error());
    std::vector<model::TrackedCall> rows;
    const auto selected = session_.transact([&](Transaction& transaction) -> base::Result<void> {
        rows = read_rows<model::TrackedCall>(run(transaction, statement::kSelectOwnCalls));
        return {};
    });
    if (!selected)
        return tl::unexpected(selected.error());
    return model::piece_of(std::move(rows), range);
}

base::Result<std::optional<model::TrackedCall>> Calls::claim_one(const base::ClusterName& cluster,
                                                                 const base::NodeName& owner,
                                                                 base::Epoch epoch,
                                                                 const base::CallUuid& call,
                                                                 const model::DialogKey& dialog) {
    std::vector<model::TrackedCall> rows;
    const auto claimed = session_.transact(
        Fence::Claim, cluster, epoch, [&](Transaction& transaction) -> base::Result<void> {
            for (const char* statement : {statement::kClaimCall, statement::kSelectCall})
                rows = read_rows<model::TrackedCall>(transaction.run(statement,
                                                                     value_of(cluster.str()),
                                                                     value_of(owner.str()),
                                                                     number(epoch),
                                                                     value_of(dialog.call_id),
                                                                     value_of(dialog.local_tag),
                                                                     value_of(call.str())));
            return {};
        });
    if (!claimed)
        return tl::unexpected(claimed.error());
    if (rows.empty())
        return std::nullopt;
    return std::move(rows.front());
}

base::Result<std::size_t> Calls::flush(const base::ClusterName& cluster,
                                       base::Epoch epoch,
                                       const std::string& profile) {
    std::size_t removed = 0;
    const auto flushed = session_.transact(
        Fence::Claim, cluster, epoch, [&](Transaction& transaction) -> base::Result<void> {
            removed = transaction
                          .run(statement::kFlushCalls,
                               value_of(cluster.str()),
                               number(epoch),
                               value_of(profile))
                          .affected_rows();
            return {};
        });
    if (!flushed)
        return tl::unexpected(flushed.error());
    return removed;
}

base::Result<std::size_t> Calls::count(const base::ClusterName& cluster) {
    std::size_t total = 0;
    const auto counted = session_.transact([&](Transaction& transaction) -> base::Result<void> {
        const auto rows = transaction.run(statement::kCountCalls, value_of(cluster.str()));
        total = rows[0][0].as<std::size_t>();
        return {};
    });
    if (!counted)
        return tl::unexpected(counted.error());
    return total;
}

}  // namespace sofia::store::postgres
