#pragma once

#include <string>

#include "base/clock.hpp"

namespace sofia::base {

/// "2026-11-22 21:44:09", in the time zone of the process. Thread: any.
std::string local_date(WallTime time);

}  // namespace sofia::base
