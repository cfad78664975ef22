#include "store/postgres/gateways.hpp"

#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"

namespace sofia::store::postgres {

base::Result<std::vector<model::GatewayRegistration>> Gateways::load_gateways(
    const base::ClusterName& cluster) {
    std::vector<model::GatewayRegistration> rows;
    const auto loaded = session_.transact([&](Transaction& transaction) -> base::Result<void> {
        rows = read_rows<model::GatewayRegistration>(
            transaction.run(statement::kSelectGateways, value_of(cluster.str())));
        return {};
    });
    if (!loaded)
        return tl::unexpected(loaded.error());
    return rows;
}

}  // namespace sofia::store::postgres
