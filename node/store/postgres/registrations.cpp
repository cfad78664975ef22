#include "store/postgres/registrations.hpp"

#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"

namespace sofia::store::postgres {

base::Result<std::vector<model::Registration>> Registrations::load(
    const base::ClusterName& cluster) {
    std::vector<model::Registration> rows;
    const auto loaded = session_.transact([&](Transaction& transaction) -> base::Result<void> {
        rows = read_rows<model::Registration>(
            transaction.run(statement::kSelectRegistrations, value_of(cluster.str())));
        return {};
    });
    if (!loaded)
        return tl::unexpected(loaded.error());
    return rows;
}

}  // namespace sofia::store::postgres
