#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/context.hpp"
#include "registrar/location_table.hpp"

namespace sofia::commands {

/// What `sofia_contact` and its kin are asked (behaviour-spec 1.10).
struct Lookup {
    /// Parts of the user agent that a phone must have, all of them, in any case of letters.
    std::vector<std::string> user_agents;
    /// Profile or alias as written, "*" for all, empty when none was written.
    std::string profile;
    std::string user;
    /// Empty when none was written.
    std::string domain;
    /// What every result is led by in brackets; empty: nothing.
    std::string concat;

    /// Reads `[~ua/][profile/|*/]user[@domain][/concat]`. There may be several agents, each
    /// percent-encoded where it holds what would end it.
    static Lookup parse(std::string_view text);
};

/// Where a look-up is to be made.
struct LookupPlace {
    /// Name of a running profile; empty: all of them.
    std::string profile;
    std::string domain;
    /// Whether profiles were named, one or all, or one is named or aliased like the domain.
    bool profile_found = false;
};

/// The profile is the one that was written, else the one named or aliased like the domain, else
/// any. The domain is the node's own when none was written, and the profile's `domain` when it is
/// the profile's name.
LookupPlace place_of(const Lookup& lookup, Context& context);

}  // namespace sofia::commands
