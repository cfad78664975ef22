#pragma once

#include <atomic>
#include <string>

#include "base/result.hpp"
#include "store/database.hpp"
#include "store/dsn.hpp"

namespace sofia::app {

/// The room that a DSN names: SQLite, PostgreSQL or memory.
store::Opener opener_for(const store::Dsn& dsn);

/// Brings the schema up to date before the node starts. A database that is away is asked again
/// every second, with one line in the log, because after a power cut it may come up later than we
/// do. Errors: what will not pass by waiting (Invalid, Unsupported); Unavailable once `stop` is
/// set.
base::Result<void> migrate_patiently(const store::Opener& open,
                                     const std::string& name,
                                     const std::atomic<bool>& stop);

}  // namespace sofia::app
