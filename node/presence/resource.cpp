#include "presence/resource.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sip/uri.hpp"

namespace sofia::presence {
namespace {

constexpr std::size_t kLongestName = 255;

bool is_plain(std::string_view text) {
    return !text.empty() && text.size() <= kLongestName &&
           std::none_of(text.begin(), text.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte < 0x20 || byte == 0x7f;
           });
}

}  // namespace

std::string canonical_host(const model::Profile& profile, std::string_view host) {
    if (const auto& forced = profile.registrar.force_subscription_domain; !forced.empty())
        return base::lower(forced);
    auto lower = base::lower(host);
    const auto& hosts = profile.presence.hosts;
    return std::find(hosts.begin(), hosts.end(), lower) == hosts.end() ? lower : hosts.front();
}

std::optional<Resource> resource_of(const model::Profile& profile,
                                    std::string_view user,
                                    std::string_view host) {
    Resource resource{base::lower(base::url_decode(std::string(user))),
                      host.empty() ? std::string() : canonical_host(profile, host)};
    if (!is_plain(resource.user) || !is_plain(resource.host))
        return std::nullopt;
    return resource;
}

std::optional<Resource> resource_of(const model::Profile& profile, std::string_view uri) {
    const auto parsed = sip::Uri::parse(uri);
    if (!parsed || parsed->scheme == "tel")
        return std::nullopt;
    return resource_of(profile, parsed->user, parsed->host);
}

}  // namespace sofia::presence
