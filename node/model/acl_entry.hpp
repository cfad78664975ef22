#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/acl.hpp"

namespace sofia::model {

/// An access list as a parameter names it: `list`, `list:pass` or `list:pass:fail`
/// (behaviour-spec 7.6). Views into the text that it was read from.
struct AclEntry {
    /// The name of a list, or a network.
    std::string_view list;
    /// The dialplan context of calls whose address the list lets in; empty: the usual one.
    std::string_view pass_context;
    /// The dialplan context of calls whose address it does not let in; empty: they are refused.
    std::string_view fail_context;
};

/// Takes an entry apart. What `lists` know is the list, so that the colons of an IPv6 network are
/// none of the entry's; when they know no part of it, all of it is a list that lets nobody in.
AclEntry read_acl_entry(const AclLists& lists, std::string_view text);

/// Whether the list of one of these entries lets an address in. `port`: see AclList::check().
bool lets_in(const AclLists& lists,
             const std::vector<std::string>& entries,
             std::string_view ip,
             std::uint16_t port);

}  // namespace sofia::model
