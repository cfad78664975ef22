#pragma once

#include "base/result.hpp"
#include "store/postgres/session.hpp"

namespace sofia::store::postgres {

/// Brings the schema of the database up to date in one transaction; see store/migrator.hpp. Another
/// node that migrates at the same time waits for it. \return how many migrations were applied.
/// Errors: also Invalid when the database's encoding cannot hold every text.
base::Result<int> migrate_schema(Session& session);

}  // namespace sofia::store::postgres
