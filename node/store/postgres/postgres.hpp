#pragma once

#include "store/database.hpp"
#include "store/dsn.hpp"

namespace sofia::store::postgres {

/// Makes connections to the PostgreSQL database (or the first writable one of several hosts) that
/// `dsn` names, with the defaults of conninfo.hpp. Errors of the opener: Invalid when libpq cannot
/// read the DSN, Unavailable when no host answers or lets us in; a text never has the password.
/// Thread: any; each connection belongs to one thread.
Opener opener(Dsn dsn);

}  // namespace sofia::store::postgres
