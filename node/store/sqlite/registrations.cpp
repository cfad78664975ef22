#include "store/sqlite/registrations.hpp"

#include "store/sqlite/rows.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {

base::Result<std::vector<model::Registration>> Registrations::load(
    const base::ClusterName& cluster) {
    const auto statement = connection_.prepare(sql::kSelectRegistrations);
    if (!statement)
        return tl::unexpected(statement.error());
    return read_rows<model::Registration>((*statement)->bind(1, cluster.str()));
}

}  // namespace sofia::store::sqlite
