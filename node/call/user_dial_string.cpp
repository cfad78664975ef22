#include "call/user_dial_string.hpp"

#include <optional>

#include "base/text.hpp"
#include "dialplan/expand.hpp"

namespace sofia::call {
namespace {

/// The leg that rings what `sofia_contact` names; nothing when it asks for more than a user.
std::optional<std::string> leg_of(std::string_view lookup, const std::string& domain) {
    lookup = base::trim(lookup);
    const auto slash = lookup.find('/');
    const auto profile = slash == std::string_view::npos ? "*" : lookup.substr(0, slash);
    const auto address = lookup.substr(slash == std::string_view::npos ? 0 : slash + 1);
    const auto at = address.rfind('@');
    const auto user = address.substr(0, at);
    const auto host = at == std::string_view::npos ? domain : address.substr(at + 1);
    if (user.empty() || host.empty() || profile.empty() || profile.front() == '~' ||
        address.find('/') != std::string_view::npos)
        return std::nullopt;
    return std::string("sofia/").append(profile).append("/").append(user).append("%").append(host);
}

bool separates(char c) noexcept {
    return c == ',' || c == '|';
}

/// Without separators that have nothing on one side.
std::string without_empty_places(std::string_view text) {
    std::string kept;
    for (const char c : text) {
        const bool has_place = !kept.empty() && !separates(kept.back());
        if (!separates(c) || has_place)
            kept.push_back(c);
    }
    while (!kept.empty() && separates(kept.back()))
        kept.pop_back();
    return kept;
}

}  // namespace

std::string fill_dial_string(std::string_view text,
                             const std::string& user,
                             const std::string& domain,
                             const Api& api) {
    const dialplan::Scope scope{
        [&](std::string_view name) -> std::optional<std::string> {
            if (name == "dialed_user" || name == "user")
                return user;
            return name == "dialed_domain" || name == "domain" ? std::optional(domain)
                                                               : std::nullopt;
        },
        [&](std::string_view command, std::string_view arguments) {
            if (base::iequals(command, "sofia_contact"))
                if (auto leg = leg_of(arguments, domain))
                    return std::move(*leg);
            return api ? std::string(base::trim(api(std::string(command), std::string(arguments))))
                       : std::string();
        }};
    return without_empty_places(base::trim(dialplan::expand(text, scope)));
}

}  // namespace sofia::call
