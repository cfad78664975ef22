#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "presence/resource.hpp"

namespace sofia::presence {

/// What a presence document says of a user (RFC 3863, and 4480 for the activity).
struct PresenceFact {
    bool is_open = false;
    /// For people: "On The Phone"; empty when nothing is said.
    std::string note;
    /// Name of an RPID activity: "on-the-phone"; empty for none.
    std::string activity;

    bool operator==(const PresenceFact&) const = default;
};

/// A document of RFC 3863 with one tuple, and a person with the activity (RFC 4479, 4480) when
/// there is one. Pure.
std::string pidf(const Resource& user, const PresenceFact& fact);

/// Reads a document that somebody published: open when any tuple is; the first note and the first
/// activity. Namespaces are taken by local names. Errors: Invalid when it is no XML, its root is no
/// `presence`, or a status is neither open nor closed.
base::Result<PresenceFact> read_pidf(std::string_view document);

}  // namespace sofia::presence
