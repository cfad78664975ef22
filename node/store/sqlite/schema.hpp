#pragma once

#include "base/result.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// Brings the schema of the file up to date in one transaction; see store/migrator.hpp. Another
/// node that migrates the same file waits for it. \return how many migrations were applied.
base::Result<int> migrate_schema(Connection& connection);

}  // namespace sofia::store::sqlite
