#pragma once

#include "base/result.hpp"
#include "config/element.hpp"
#include "config/parameter.hpp"
#include "model/profile.hpp"

namespace sofia::config {

/// Reads one `gateway` element. Parameters stay as written, except that a number below its least
/// value is raised, with a warning.
/// Errors: Invalid: a name of other than letters, digits, `.`, `-`, `_`; username or password
/// missing although register is true; a number or transport that cannot be.
/// Source: behaviour-spec 3.1.
base::Result<model::GatewaySettings> read_gateway(const Element& element,
                                                  const Host& host,
                                                  const model::AclLists& acl,
                                                  Warnings& warnings);

}  // namespace sofia::config
