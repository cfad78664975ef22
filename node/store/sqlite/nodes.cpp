#include "store/sqlite/nodes.hpp"

#include "store/statements.hpp"

namespace sofia::store::sqlite {
namespace {

const std::string kPutSign = sql::put_sign(sql::kSqliteNow);
const std::string kSelectSigns = sql::select_signs(sql::kSqliteNow);

}  // namespace

base::Result<NodeSigns> Nodes::exchange(const NodeSign& sign) {
    const auto put = connection_.transact([&]() -> base::Result<void> {
        const auto statement = connection_.prepare(kPutSign);
        if (!statement)
            return tl::unexpected(statement.error());
        return (*statement)
            ->bind(1, sign.cluster.str())
            .bind(2, sign.node.str())
            .bind(3, sign.role)
            .bind(4, number(sign.epoch))
            .bind(5, sign.config_digest)
            .bind(6, sign.version)
            .run();
    });
    if (!put)
        return tl::unexpected(put.error());
    const auto select = connection_.prepare(kSelectSigns);
    if (!select)
        return tl::unexpected(select.error());
    auto& row = (*select)->bind(1, sign.cluster.str());
    NodeSigns signs;
    for (auto found = row.step(); found && *found; found = row.step()) {
        signs.nodes.push_back({.cluster = sign.cluster,
                               .node = base::NodeName(row.text(0)),
                               .role = row.text(1),
                               .epoch = base::Epoch{row.number(2)},
                               .seen = base::from_epoch_ms(row.number(3)),
                               .config_digest = row.text(4),
                               .version = row.text(5)});
        signs.now = base::from_epoch_ms(row.number(6));
        signs.schema = static_cast<int>(row.number(7));
    }
    row.reset();
    return signs;
}

}  // namespace sofia::store::sqlite
