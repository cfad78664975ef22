#include "store/sqlite/gateways.hpp"

#include "store/sqlite/rows.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {

base::Result<std::vector<model::GatewayRegistration>> Gateways::load_gateways(
    const base::ClusterName& cluster) {
    const auto statement = connection_.prepare(sql::kSelectGateways);
    if (!statement)
        return tl::unexpected(statement.error());
    return read_rows<model::GatewayRegistration>((*statement)->bind(1, cluster.str()));
}

}  // namespace sofia::store::sqlite
