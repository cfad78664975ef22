#pragma once

#include "base/result.hpp"
#include "config/configuration.hpp"
#include "config/element.hpp"
#include "config/warnings.hpp"

namespace sofia::config {

/// Reads event_socket.conf (nullptr: all defaults). Errors: Invalid with file:line: an address,
/// port, password or access list that cannot be. What changes nothing is warned about. Source:
/// behaviour-spec 11.1.
base::Result<EventSocketOptions> read_event_socket(const Element* configuration,
                                                   const model::AclLists& acl,
                                                   Warnings& warnings);

/// Reads what this node needs of switch.conf (nullptr: all defaults); the rest belongs to modules
/// that it does not have. Errors: Invalid with file:line: a number that cannot be.
base::Result<SwitchOptions> read_switch(const Element* configuration, Warnings& warnings);

}  // namespace sofia::config
