#pragma once

#include <string>
#include <string_view>

namespace sofia::sip {

/// A user part of a URI with what RFC 3261 25.1 does not let stand there escaped; `+` and the like
/// stay, and so do escapes that it has already.
std::string escape_user(std::string_view user);

/// A Route value that leads over this URI as a loose router (RFC 3261 19.1.1): `lr` is added when
/// it is not there.
std::string loose_route(std::string_view uri);

}  // namespace sofia::sip
