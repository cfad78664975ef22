#pragma once

#include "base/result.hpp"
#include "config/element.hpp"
#include "config/host.hpp"
#include "config/warnings.hpp"
#include "model/acl.hpp"
#include "model/directory.hpp"

namespace sofia::config {

/// The automatic lists, with what this machine is attached to, and the lists of acl.conf
/// (`configuration` may be nullptr). A `domain` node stands for every user of that domain that has
/// a cidr, with the token user@domain. Nodes that ask for ports are not supported yet: one that
/// allows is left out, one that denies counts for every port.
/// Errors: Invalid: a list without name, a node that names no network, a type other than allow and
/// deny. Source: behaviour-spec 7.6.
base::Result<model::AclLists> read_acl(const Element* configuration,
                                       const model::Directory& directory,
                                       const Host& host,
                                       Warnings& warnings);

}  // namespace sofia::config
