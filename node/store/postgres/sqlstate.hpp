#pragma once

#include <string_view>

#include "base/result.hpp"

namespace sofia::store::postgres {

/// What a refusal by the server means to us (PostgreSQL manual, appendix A). Invalid: the value is
/// at fault, and another batch without it would pass. Unavailable: everything else - the server
/// goes down, is full, is a standby, found a deadlock, has no schema; nothing was written.
base::ErrorKind kind_of_sqlstate(std::string_view code) noexcept;

}  // namespace sofia::store::postgres
