#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/profile_view.hpp"

namespace sofia::commands {

/// A running profile by name or alias, as status output shows it. Requires: it runs.
ProfileView view_of(Context& context, const std::string& name_or_alias);
/// Running profiles and the aliases of each, in order of name, and each profile's gateways behind
/// it, as `sofia status` lists them.
std::vector<StatusRow> status_rows(Context& context);

}  // namespace sofia::commands
