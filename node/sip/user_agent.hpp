#pragma once

#include <string>

#include "model/profile_calls.hpp"

namespace sofia::sip {

/// What our messages have as User-Agent: the profile's user-agent-string, else the product's name;
/// empty when the profile wants none (`_undef_`). Pure.
std::string user_agent(const model::ProfileCalls& settings);

}  // namespace sofia::sip
