#pragma once

#include <set>
#include <string>

#include "config/merged_text.hpp"

namespace sofia::config {

/// Names of the profiles whose sip-ip is a variable for the machine's own address, directly or by
/// way of other variables, in what read_anywhere() gave: `$${local_ip_v4}`, but no literal that
/// happens to be the same. Pure.
std::set<std::string> profiles_on_own_address(const MergedText& anywhere);

}  // namespace sofia::config
