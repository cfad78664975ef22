#include "store/postgres/nodes.hpp"

#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"

namespace sofia::store::postgres {

base::Result<NodeSigns> Nodes::exchange(const NodeSign& sign) {
    NodeSigns signs;
    const auto done = session_.transact([&](Transaction& transaction) -> base::Result<void> {
        // A sign that a crash of the server loses is followed by the next one.
        transaction.run_text("SET LOCAL synchronous_commit = off");
        transaction.run(statement::kPutSign,
                        value_of(sign.cluster.str()),
                        value_of(sign.node.str()),
                        value_of(sign.role),
                        number(sign.epoch),
                        value_of(sign.config_digest),
                        value_of(sign.version));
        for (const auto& fields :
             transaction.run(statement::kSelectSigns, value_of(sign.cluster.str()))) {
            signs.nodes.push_back({.cluster = sign.cluster,
                                   .node = base::NodeName(text_of_field(fields[0])),
                                   .role = text_of_field(fields[1]),
                                   .epoch = base::Epoch{fields[2].as<std::int64_t>()},
                                   .seen = base::from_epoch_ms(fields[3].as<std::int64_t>()),
                                   .config_digest = text_of_field(fields[4]),
                                   .version = text_of_field(fields[5])});
            signs.now = base::from_epoch_ms(fields[6].as<std::int64_t>());
            signs.schema = fields[7].as<int>(0);
        }
        return {};
    });
    if (!done)
        return tl::unexpected(done.error());
    return signs;
}

}  // namespace sofia::store::postgres
