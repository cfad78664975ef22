#include "presence/rooms.hpp"

#include <algorithm>

namespace sofia::presence {
namespace {

/// The hosts that some profile takes for this one.
std::vector<std::string> hosts_of(const Rooms& rooms, const std::string& host) {
    std::vector<std::string> hosts{host};
    const auto add = [&](const model::Profile& profile, const std::string& other) {
        if (!other.empty() && canonical_host(profile, other) == host &&
            std::find(hosts.begin(), hosts.end(), other) == hosts.end())
            hosts.push_back(other);
    };
    for (const auto* running : rooms.profiles.all()) {
        const auto& profile = *running->settings;
        for (const auto& other : profile.presence.hosts)
            add(profile, other);
        for (const auto& other : {profile.registrar.force_register_domain,
                                  profile.registrar.force_register_db_domain,
                                  profile.domain,
                                  profile.address.sip_domain,
                                  profile.address.sip_ip,
                                  profile.address.ext_sip_ip})
            add(profile, other);
    }
    return hosts;
}

}  // namespace

std::vector<const model::Registration*> bindings_of(const Rooms& rooms, const Resource& user) {
    std::vector<const model::Registration*> all;
    for (const auto& host : hosts_of(rooms, user.host)) {
        const auto some = rooms.registrar.contacts_for({}, user.user, host);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

bool is_known(const Rooms& rooms, const Resource& user) {
    const auto hosts = hosts_of(rooms, user.host);
    return std::any_of(
        hosts.begin(), hosts.end(), [&](const auto& host) { return rooms.knows(user.user, host); });
}

}  // namespace sofia::presence
