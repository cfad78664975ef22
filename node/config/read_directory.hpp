#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/element.hpp"
#include "config/warnings.hpp"
#include "model/directory.hpp"

namespace sofia::config {

/// The directory section, and what profiles take from it.
struct DirectoryTree {
    model::Directory directory;
    /// Names of the domains in the order of the file.
    std::vector<std::string> domains;
    /// A `gateway` element of a user, for profiles that parse the domain.
    struct UserGateway {
        std::string domain;
        /// Points into the tree that was read; valid as long as that.
        const Element* element;
    };
    std::vector<UserGateway> gateways;
};

/// Reads domains, groups and users from `section` elements of the directory. A user inherits
/// parameters, variables and profile-variables of its group, then of its domain. Users of type
/// `pointer` count as members of their group only. The first user of an id in a domain wins, as
/// does the first value of a name within one block.
/// Errors: Invalid: a user without id, a domain without name, a cidr that is no network.
/// Source: behaviour-spec 6.2.
base::Result<DirectoryTree> read_directory(const std::vector<const Element*>& sections,
                                           Warnings& warnings);

}  // namespace sofia::config
