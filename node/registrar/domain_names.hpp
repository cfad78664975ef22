#pragma once

#include <cstddef>
#include <string_view>

#include "registrar/location_table.hpp"
#include "registrar/registrar.hpp"
#include "sip/profile_table.hpp"

namespace sofia::registrar {

/// Where a user of a domain is, whichever name of the domain his phones have registered with: to a
/// running profile the hosts of its presence-hosts are one domain. As Registrar::contacts_for(),
/// and behind those what registered under other names; a phone that did so under two is there once.
/// Thread: SIP.
LocationTable::Bindings contacts_under_any_name(const Registrar& registrar,
                                                sip::ProfileTable& profiles,
                                                std::string_view profile,
                                                std::string_view user,
                                                std::string_view host);

/// How many bindings those are; an empty user counts those of the domain. Thread: SIP.
std::size_t count_under_any_name(const Registrar& registrar,
                                 sip::ProfileTable& profiles,
                                 std::string_view profile,
                                 std::string_view user,
                                 std::string_view host);

}  // namespace sofia::registrar
