#pragma once

#include "store/database.hpp"

namespace sofia::store::memory {

/// Makes connections to one database that lives in memory, shared by all connections of this opener
/// and its copies, and gone with the last of them. It keeps every promise of the contract except
/// durability: for tests and demonstrations. Thread: any; each connection belongs to one thread.
Opener opener();

}  // namespace sofia::store::memory
