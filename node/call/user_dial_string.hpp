#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sofia::call {

/// Runs a command of the node: its name, its arguments.
using Api = std::function<std::string(const std::string&, const std::string&)>;

/// The `dial-string` of a directory's user, filled in, as a text for dialplan::parse_dial_string()
/// (behaviour-spec 6.2): `dialed_user` and `dialed_domain` are the user's; `${sofia_contact(...)}`
/// of a user becomes the leg `sofia/PROFILE/user%domain` (`*`: any profile), which rings his
/// bindings with all that is known of them; other commands are run. A place that an expansion has
/// left empty is left out.
std::string fill_dial_string(std::string_view text,
                             const std::string& user,
                             const std::string& domain,
                             const Api& api);

}  // namespace sofia::call
