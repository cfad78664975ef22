#pragma once

#include <string>

#include "base/result.hpp"

namespace sofia::store::postgres {

/// The `keyword='value'` form of a libpq URI or conninfo, with our defaults where the user says
/// nothing: connect_timeout=2 (seconds for each host), tcp_user_timeout, keepalives that notice a
/// dead peer within about 11 seconds, application_name=sofiad, and target_session_attrs=read-write
/// so that a standby in a list of hosts is passed over. Errors: Invalid; libpq's own message is not
/// repeated because it may quote the password.
base::Result<std::string> complete_conninfo(const std::string& target);

}  // namespace sofia::store::postgres
