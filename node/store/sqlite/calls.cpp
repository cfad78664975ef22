#include "store/sqlite/calls.hpp"

#include "store/promotion.hpp"
#include "store/sqlite/rows.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {

base::Result<void> check_epoch(Connection& connection,
                               const base::ClusterName& cluster,
                               base::Epoch epoch) {
    const auto statement = connection.prepare(sql::kSelectCluster);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = (*statement)->bind(1, cluster.str()).step();
    const auto current = row && *row ? base::Epoch{(*statement)->number(0)} : base::Epoch{0};
    (*statement)->reset();
    if (!row)
        return tl::unexpected(row.error());
    if (current > epoch)
        return tl::unexpected(stale_epoch(cluster, epoch, current));
    return {};
}

base::Result<model::CallPiece> Calls::claim(const base::ClusterName& cluster,
                                            const base::NodeName& owner,
                                            base::Epoch epoch,
                                            const model::CallRange& range) {
    const auto bind = [&](Statement& statement) -> Statement& {
        return statement.bind(1, cluster.str())
            .bind(2, owner.str())
            .bind(3, number(epoch))
            .bind(4, range.profile)
            .bind(5, range.after.str())
            .bind(6, static_cast<std::int64_t>(range.limit));
    };
    const auto claimed = connection_.transact([&]() -> base::Result<void> {
        if (auto current = check_epoch(connection_, cluster, epoch); !current)
            return current;
        const auto statement = connection_.prepare(sql::kClaimCalls);
        return statement ? bind(**statement).run() : tl::unexpected(statement.error());
    });
    if (!claimed)
        return tl::unexpected(claimed.error());
    const auto statement = connection_.prepare(sql::kSelectOwnCalls);
    if (!statement)
        return tl::unexpected(statement.error());
    auto rows = read_rows<model::TrackedCall>(bind(**statement));
    if (!rows)
        return tl::unexpected(rows.error());
    return model::piece_of(std::move(*rows), range);
}

base::Result<std::optional<model::TrackedCall>> Calls::claim_one(const base::ClusterName& cluster,
                                                                 const base::NodeName& owner,
                                                                 base::Epoch epoch,
                                                                 const base::CallUuid& call,
                                                                 const model::DialogKey& dialog) {
    std::optional<model::TrackedCall> found;
    const auto run = [&](const std::string& text) -> base::Result<void> {
        const auto statement = connection_.prepare(text);
        if (!statement)
            return tl::unexpected(statement.error());
        auto rows = read_rows<model::TrackedCall>((*statement)
                                                      ->bind(1, cluster.str())
                                                      .bind(2, owner.str())
                                                      .bind(3, number(epoch))
                                                      .bind(4, dialog.call_id)
                                                      .bind(5, dialog.local_tag)
                                                      .bind(6, call.str()));
        if (!rows)
            return tl::unexpected(rows.error());
        if (!rows->empty())
            found = std::move(rows->front());
        return {};
    };
    const auto claimed = connection_.transact([&]() -> base::Result<void> {
        auto done = check_epoch(connection_, cluster, epoch);
        if (done)
            done = run(sql::kClaimCall);
        if (done)
            done = run(sql::kSelectCall);
        return done;
    });
    if (!claimed)
        return tl::unexpected(claimed.error());
    return found;
}

base::Result<std::size_t> Calls::flush(const base::ClusterName& cluster,
                                       base::Epoch epoch,
                                       const std::string& profile) {
    std::size_t removed = 0;
    const auto flushed = connection_.transact([&]() -> base::Result<void> {
        if (auto current = check_epoch(connection_, cluster, epoch); !current)
            return current;
        const auto statement = connection_.prepare(sql::kFlushCalls);
        if (!statement)
            return tl::unexpected(statement.error());
        auto done =
            (*statement)->bind(1, cluster.str()).bind(2, number(epoch)).bind(3, profile).run();
        removed = connection_.changes();
        return done;
    });
    if (!flushed)
        return tl::unexpected(flushed.error());
    return removed;
}

base::Result<std::size_t> Calls::count(const base::ClusterName& cluster) {
    const auto statement = connection_.prepare(sql::kCountCalls);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = (*statement)->bind(1, cluster.str()).step();
    const auto total = row && *row ? (*statement)->number(0) : 0;
    (*statement)->reset();
    if (!row)
        return tl::unexpected(row.error());
    return static_cast<std::size_t>(total);
}

}  // namespace sofia::store::sqlite
