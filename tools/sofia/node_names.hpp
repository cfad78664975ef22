#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sofia::client {

/// Names of running profiles and aliases in what `sofia status` says.
std::vector<std::string> profile_names(std::string_view status);
/// Names of gateways in what `sofia status` says: those of one profile, by its name or alias, or
/// all when it is empty.
std::vector<std::string> gateway_names(std::string_view status, std::string_view profile);
/// The first column of what `show channels` says.
std::vector<std::string> channel_uuids(std::string_view listing);

}  // namespace sofia::client
