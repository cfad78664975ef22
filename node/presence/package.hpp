#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/profile.hpp"

namespace sofia::presence {

/// An event package that we notify of (RFC 6665 7.2).
enum class Package {
    Presence,        ///< RFC 3856, documents of RFC 3863
    Dialog,          ///< RFC 4235
    MessageSummary,  ///< RFC 3842
};

/// The name in Event: "message-summary".
std::string_view to_string(Package package) noexcept;
/// The type of its documents: "application/dialog-info+xml".
std::string_view content_type(Package package) noexcept;
/// The package of this name; nothing when it is none of ours.
std::optional<Package> package_of(std::string_view name) noexcept;

/// An Event value: the name of the package and its `id` parameter (RFC 6665 8.2.1).
struct EventValue {
    std::string name;
    std::string id;
};
EventValue read_event(std::string_view header);

/// Whether somebody who sent this Accept value, which may be missing, takes the documents of a
/// package.
bool accepts(std::string_view accept, Package package);

/// Whether a profile serves a package: messages always, the others with manage-presence.
bool serves(const model::Profile& profile, Package package) noexcept;
/// Methods that presence serves on a profile, as part of an Allow value (RFC 3261 20.5).
std::string_view allowed_methods(const model::Profile& profile) noexcept;
/// What it serves, as an Allow-Events value.
std::string allowed_events(const model::Profile& profile);

}  // namespace sofia::presence
