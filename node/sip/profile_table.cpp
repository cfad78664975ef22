#include "sip/profile_table.hpp"

#include <utility>

#include "base/log.hpp"
#include "sip/user_agent.hpp"

namespace sofia::sip {

ProfileTable::ProfileTable(EndpointFactory open,
                           ListenerFactory listeners,
                           const base::Clock& clock)
    : open_(std::move(open)), listeners_(std::move(listeners)), clock_(clock) {}

base::Result<void> ProfileTable::start(std::shared_ptr<const model::Profile> settings) {
    const auto& name = settings->name;
    if (running_.contains(name))
        return base::fail(base::ErrorKind::Exists, "profile '" + name + "' is already running");
    auto listener = listeners_(name);
    auto endpoint = open_(*settings, *listener);
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    RunningProfile profile;
    profile.settings = settings;
    profile.listener = std::move(listener);
    profile.endpoint = std::move(*endpoint);
    profile.started = clock_.steady();
    profile.standby = settings->standby;
    LOG_INFO(Area::Sip, "profile={} listening on {}", name, profile.endpoint->bind_url());
    running_.emplace(name, std::move(profile));
    add_aliases(*settings);
    return {};
}

void ProfileTable::stop(const std::string& name) {
    running_.erase(name);
    std::erase_if(aliases_, [&](const auto& alias) { return alias.second == name; });
    LOG_INFO(Area::Sip, "profile={} stopped", name);
}

void ProfileTable::shut_all() {
    for (auto& [name, profile] : running_)
        profile.endpoint->shut();
}

void ProfileTable::stop_all() {
    shut_all();
    running_.clear();
    aliases_.clear();
}

void ProfileTable::reconfigure(std::shared_ptr<const model::Profile> settings) {
    const auto found = running_.find(settings->name);
    if (found == running_.end())
        return;
    std::erase_if(aliases_, [&](const auto& alias) { return alias.second == settings->name; });
    add_aliases(*settings);
    found->second.endpoint->set_user_agent(user_agent(settings->calls));
    found->second.settings = std::move(settings);
}

RunningProfile* ProfileTable::find(std::string_view name_or_alias) {
    const auto found = running_.find(resolve(name_or_alias));
    return found == running_.end() ? nullptr : &found->second;
}

std::string ProfileTable::resolve(std::string_view name_or_alias) const {
    const auto alias = aliases_.find(name_or_alias);
    return alias == aliases_.end() ? std::string(name_or_alias) : alias->second;
}

std::vector<RunningProfile*> ProfileTable::all() {
    std::vector<RunningProfile*> profiles;
    for (auto& [name, profile] : running_)
        profiles.push_back(&profile);
    return profiles;
}

void ProfileTable::add_aliases(const model::Profile& settings) {
    for (const auto& alias : settings.aliases) {
        if (running_.contains(alias) || !aliases_.emplace(alias, settings.name).second)
            LOG_WARN(
                Area::Sip, "profile={} alias={} ignored: the name is taken", settings.name, alias);
    }
}

}  // namespace sofia::sip
