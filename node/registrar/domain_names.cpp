#include "registrar/domain_names.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace sofia::registrar {
namespace {

/// Visits the other names that profiles have for a domain.
void each_other_name(
    sip::ProfileTable& profiles,
    std::string_view profile,
    std::string_view host,
    const std::function<void(const std::string& profile, const std::string& name)>& visit) {
    const auto lower = base::lower(host);
    for (const auto* running : profiles.all()) {
        const auto& settings = *running->settings;
        const auto& names = settings.presence.hosts;
        const bool is_meant = profile.empty() || profile == "*" || profile == settings.name;
        if (!is_meant || std::find(names.begin(), names.end(), lower) == names.end())
            continue;
        for (const auto& name : names)
            if (name != lower)
                visit(settings.name, name);
    }
}

}  // namespace

LocationTable::Bindings contacts_under_any_name(const Registrar& registrar,
                                                sip::ProfileTable& profiles,
                                                std::string_view profile,
                                                std::string_view user,
                                                std::string_view host) {
    auto all = registrar.contacts_for(profile, user, host);
    each_other_name(profiles, profile, host, [&](const auto& of, const auto& name) {
        for (const auto* binding : registrar.contacts_for(of, user, name)) {
            const bool is_known = std::any_of(all.begin(), all.end(), [&](const auto* known) {
                return known->key.profile == binding->key.profile &&
                       known->key.contact_uri == binding->key.contact_uri;
            });
            if (!is_known)
                all.push_back(binding);
        }
    });
    return all;
}

std::size_t count_under_any_name(const Registrar& registrar,
                                 sip::ProfileTable& profiles,
                                 std::string_view profile,
                                 std::string_view user,
                                 std::string_view host) {
    if (!user.empty())
        return contacts_under_any_name(registrar, profiles, profile, user, host).size();
    auto count = registrar.count(profile, user, host);
    each_other_name(profiles, profile, host, [&](const auto& of, const auto& name) {
        count += registrar.count(of, user, name);
    });
    return count;
}

}  // namespace sofia::registrar
