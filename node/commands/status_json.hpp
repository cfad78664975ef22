#pragma once

#include "commands/context.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {

/// `{"profiles": {...}}`: running profiles and aliases with their status and gateways and, if
/// `with_info`, all that is known of each (behaviour-spec 1.4).
nlohmann::ordered_json status_json(Context& context, bool with_info);

}  // namespace sofia::commands
