#include "commands/lookup.hpp"

#include "base/text.hpp"

namespace sofia::commands {
namespace {

/// Takes what stands before the separator, and the separator; nothing is taken when there is none.
std::string take_before(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    if (end == std::string_view::npos)
        return {};
    std::string before(text.substr(0, end));
    text.remove_prefix(end + 1);
    return before;
}

}  // namespace

Lookup Lookup::parse(std::string_view text) {
    Lookup lookup;
    while (text.starts_with('~')) {
        if (text.find('/') == std::string_view::npos)
            return lookup;  // A user agent and nobody to look for.
        text.remove_prefix(1);
        lookup.user_agents.push_back(base::url_decode(take_before(text, '/')));
    }
    lookup.profile = take_before(text, '/');
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        lookup.concat = text.substr(slash + 1);
        text = text.substr(0, slash);
    }
    const auto at = text.find('@');
    lookup.user = text.substr(0, at);
    if (at != std::string_view::npos)
        lookup.domain = text.substr(at + 1);
    return lookup;
}

LookupPlace place_of(const Lookup& lookup, Context& context) {
    LookupPlace place;
    place.domain = lookup.domain.empty() ? context.services.settings.default_domain : lookup.domain;
    if (lookup.profile == "*") {
        place.profile_found = true;
        return place;
    }
    const auto* profile = context.profiles.find(lookup.profile);
    if (profile == nullptr)
        profile = context.profiles.find(place.domain);
    if (profile == nullptr)
        return place;
    const auto& settings = *profile->settings;
    place.profile = settings.name;
    place.profile_found = true;
    if (place.domain == settings.name && !settings.domain.empty())
        place.domain = settings.domain;
    return place;
}

}  // namespace sofia::commands
