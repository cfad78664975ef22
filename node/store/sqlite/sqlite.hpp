#pragma once

#include <string>

#include "store/database.hpp"

namespace sofia::store::sqlite {

/// Makes connections to the database in `path`; the file is made when it is not there, readable by
/// its owner only because it holds the cluster's secret. The first connection checks the file.
/// A commit is on the disk when it returns (WAL, synchronous=FULL). Errors of the opener: Invalid
/// when the file is damaged, not a database or read-only; Unavailable when it cannot be opened now.
/// Thread: any; each connection belongs to one thread.
Opener opener(std::string path);

}  // namespace sofia::store::sqlite
