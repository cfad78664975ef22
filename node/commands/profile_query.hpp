#pragma once

#include <string>

#include "base/result.hpp"
#include "commands/arguments.hpp"
#include "model/profile.hpp"
#include "registrar/location_table.hpp"

namespace sofia::commands {

/// What the words after `status profile P` ask for (behaviour-spec 1.3).
struct ProfileQuery {
    /// The information block.
    bool information = true;
    /// The list of bindings, and which.
    bool bindings = false;
    registrar::BindingFilter filter;
};

/// Reads `[reg [<contact part>] | user [<user>]@<host> | pres <host>]`; Hosts of which the
/// profile's presence-hosts say that they mean the same are the same to `pres`. Errors: Invalid
/// with the text that scripts know.
base::Result<ProfileQuery> parse_profile_query(const model::Profile& profile, Arguments& words);

}  // namespace sofia::commands
