#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/profile.hpp"

namespace sofia::presence {

/// A user who can be watched: user and host in lower case, the host as canonical_host() has it.
struct Resource {
    std::string user;
    std::string host;

    /// `user@host`.
    std::string str() const { return user + "@" + host; }
    /// `sip:user@host`.
    std::string uri() const { return "sip:" + str(); }
    auto operator<=>(const Resource&) const = default;
};

/// Hash of a resource.
struct ResourceHash {
    std::size_t operator()(const Resource& resource) const noexcept {
        const std::hash<std::string> hash;
        return hash(resource.user) * 31 + hash(resource.host);
    }
};

/// The host under which users of a profile are watched: force-subscription-domain if there is one,
/// the first of presence-hosts for each of them, and any other as it is, in lower case.
std::string canonical_host(const model::Profile& profile, std::string_view host);

/// The user that a profile knows by these parts; escapes are taken off the user. Nothing when there
/// is no user or no host, when they are longer than 255 bytes, or when an escape hides a control
/// character, which could break an event, a document or a log line.
std::optional<Resource> resource_of(const model::Profile& profile,
                                    std::string_view user,
                                    std::string_view host);
/// The same of the text of a SIP URI.
std::optional<Resource> resource_of(const model::Profile& profile, std::string_view uri);

}  // namespace sofia::presence
