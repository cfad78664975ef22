#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/element.hpp"
#include "config/host.hpp"
#include "config/read_directory.hpp"
#include "config/warnings.hpp"
#include "model/acl.hpp"
#include "model/profile.hpp"

namespace sofia::config {

/// What sofia.conf is read against.
struct ProfileSurroundings {
    const DirectoryTree& directory;
    const model::AclLists& acl;
    const Host& host;
    /// Where certificates are when a profile does not say.
    std::string cert_dir;
    Warnings& warnings;
};

/// Reads the profiles of sofia.conf with their aliases, gateways, domains and settings. An alias
/// that is taken and a gateway whose name is taken are warned about and left out.
/// Errors: Invalid with file:line: a profile without name, two of the same name, a value that
/// cannot be. Source: behaviour-spec 2, 3.
base::Result<std::vector<model::Profile>> read_profiles(const Element& sofia_conf,
                                                        const ProfileSurroundings& surroundings);

/// Reads global_settings of sofia.conf; parameters that are unknown or rejected are warned
/// about. \return values as written, by name.
base::Result<std::map<std::string, std::string>> read_global_settings(
    const Element& sofia_conf, const ProfileSurroundings& surroundings);

}  // namespace sofia::config
