#include "call/redirection.hpp"

#include "base/text.hpp"

namespace sofia::call {
namespace {

bool is_address_of(const sip::Uri& contact, std::string_view our_url) {
    const auto ours = sip::Uri::parse(our_url);
    const auto port = [](const sip::Uri& uri) { return uri.port == 0 ? 5060 : uri.port; };
    return ours && base::iequals(contact.host, ours->host) && port(contact) == port(*ours);
}

}  // namespace

std::optional<std::vector<Target>> own_users(const Services& services,
                                             const std::string& profile,
                                             const sip::Uri& contact) {
    const auto& directory = services.settings.directory;
    if (!directory || contact.user.empty())
        return std::nullopt;
    const auto user = base::url_decode(contact.user);
    const auto* called = services.profiles.find(profile);
    const bool is_our_domain = directory->has_domain(contact.host);
    const bool is_our_address =
        called != nullptr && is_address_of(contact, called->endpoint->url());
    if (!is_our_domain && !is_our_address)
        return std::nullopt;
    const auto& domain = is_our_domain ? contact.host : services.settings.default_domain;
    if (directory->find(user, domain) == nullptr)
        return std::nullopt;  // A number of the dialplan, perhaps: asked for as anywhere else.
    return services.locate({}, user, domain);
}

}  // namespace sofia::call
