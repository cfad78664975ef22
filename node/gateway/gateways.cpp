#include "gateway/gateways.hpp"

#include <algorithm>
#include <optional>

#include "base/log.hpp"
#include "sip/uri.hpp"

namespace sofia::gateway {
namespace {

constexpr std::chrono::milliseconds kTick{1000};
/// How long a gateway may take to unregister before it is forgotten all the same.
constexpr std::chrono::seconds kLeaveTime{5};
constexpr std::string_view kContactUser = "gw+";

}  // namespace

Gateways::Gateways(sip::Loop& loop,
                   const base::Clock& clock,
                   sip::ProfileTable& profiles,
                   GatewayWriter& writer,
                   const Surroundings& surroundings)
    : loop_(loop), rooms_{clock, profiles, writer, surroundings} {}

void Gateways::promote(std::vector<model::GatewayRegistration> rows) {
    active_ = true;
    for (auto& row : rows)
        rows_.insert_or_assign(row.key, std::move(row));
    for (const auto* profile : rooms_.profiles.all())
        if (!profile->stopping)
            follow(*profile->settings);
}

void Gateways::demote() {
    active_ = false;
    timer_.reset();
    first_tick_.reset();
    leavers_.clear();
    gateways_.clear();
    rows_.clear();
}

void Gateways::follow(const model::Profile& profile) {
    if (!active_)
        return;
    for (auto* gateway : all(profile.name))
        if (std::none_of(profile.gateways.begin(), profile.gateways.end(), [&](const auto& wanted) {
                return wanted.name == gateway->settings().name;
            }))
            kill(gateway->settings().name);
    for (const auto& wanted : profile.gateways) {
        const auto found = gateways_.find(wanted.name);
        if (found == gateways_.end()) {
            add(profile, wanted);
            continue;
        }
        auto settings = read_settings(wanted, profile);
        const auto& present = found->second->settings();
        if (settings == present)
            continue;
        if (same_registration(settings, present)) {
            found->second->use(std::move(settings));
            continue;
        }
        LOG_INFO(Area::Sip, "gateway={} is replaced, its settings have changed", wanted.name);
        kill(wanted.name);
        add(profile, wanted);
    }
}

bool Gateways::start(const model::Profile& profile, std::string_view name) {
    const auto wanted = std::find_if(profile.gateways.begin(),
                                     profile.gateways.end(),
                                     [&](const auto& gateway) { return gateway.name == name; });
    if (!active_ || wanted == profile.gateways.end())
        return false;
    if (gateways_.find(name) == gateways_.end())
        add(profile, *wanted);
    return true;
}

void Gateways::add(const model::Profile& profile, const model::GatewaySettings& settings) {
    std::optional<model::GatewayRegistration> row;
    if (const auto found = rows_.find({profile.name, settings.name}); found != rows_.end())
        row = std::move(rows_.extract(found).mapped());
    auto gateway = std::make_shared<Gateway>(rooms_, read_settings(settings, profile), row);
    tell("sofia::gateway_add", gateway->settings());
    gateways_.insert_or_assign(settings.name, std::move(gateway));
    if (!timer_)
        timer_ = loop_.every(kTick, [this] { tick(); });
    first_tick_ = loop_.after(std::chrono::milliseconds(0), [this] { tick(); });
}

void Gateways::leave(std::string_view profile) {
    for (auto* gateway : all(profile))
        kill(gateway->settings().name);
}

bool Gateways::kill(std::string_view name) {
    auto* wanted = find(name);
    if (wanted == nullptr)
        return false;
    auto gateway = std::move(gateways_.extract(wanted->settings().name).mapped());
    tell("sofia::gateway_delete", gateway->settings());
    gateway->leave();
    dismiss(std::move(gateway));
    return true;
}

void Gateways::dismiss(std::shared_ptr<Gateway> gateway) {
    leavers_.push_back({std::move(gateway), rooms_.clock.steady() + kLeaveTime});
    sweep();
}

void Gateways::sweep() {
    const auto now = rooms_.clock.steady();
    std::erase_if(leavers_, [&](const Leaver& leaver) {
        const auto& settings = leaver.gateway->settings();
        if (!leaver.gateway->is_gone() && now < leaver.until)
            return false;
        if (!leaver.gateway->is_gone())
            LOG_WARN(Area::Sip,
                     "gateway={} is forgotten although the registrar has not confirmed its leave",
                     settings.name);
        rooms_.writer.remove({settings.profile, settings.name});
        return true;
    });
}

bool Gateways::is_waited_for(const Gateway& gateway) const {
    return std::any_of(leavers_.begin(), leavers_.end(), [&](const Leaver& leaver) {
        return leaver.gateway->settings().name == gateway.settings().name;
    });
}

void Gateways::tick() {
    sweep();
    for (auto* gateway : all())
        if (!is_waited_for(*gateway))
            gateway->tick();
    if (gateways_.empty() && leavers_.empty()) {
        // We are in its callback.
        loop_.post([timer = std::shared_ptr<sip::Timer>(std::move(timer_))] {});
    }
}

bool Gateways::is_quiet(std::string_view profile) const {
    return std::all_of(leavers_.begin(), leavers_.end(), [&](const Leaver& leaver) {
        return leaver.gateway->is_gone() ||
               (!profile.empty() && leaver.gateway->settings().profile != profile);
    });
}

Gateway* Gateways::find(std::string_view name) const {
    const auto colons = name.find("::");
    const auto own = colons == std::string_view::npos ? name : name.substr(colons + 2);
    const auto found = gateways_.find(own);
    if (found == gateways_.end())
        return nullptr;
    const bool is_meant =
        colons == std::string_view::npos ||
        rooms_.profiles.resolve(name.substr(0, colons)) == found->second->settings().profile;
    return is_meant ? found->second.get() : nullptr;
}

Gateway* Gateways::called_by(std::string_view request_uri) const {
    if (gateways_.empty() || request_uri.find("gw") == std::string_view::npos)
        return nullptr;
    const auto uri = sip::Uri::parse(request_uri);
    if (!uri)
        return nullptr;
    if (const auto name = sip::find_param(uri->params, "gw"))
        if (auto* gateway = find(*name))
            return gateway;
    return uri->user.starts_with(kContactUser)
               ? find(std::string_view(uri->user).substr(kContactUser.size()))
               : nullptr;
}

std::vector<Gateway*> Gateways::all(std::string_view profile) const {
    std::vector<Gateway*> found;
    for (const auto& [name, gateway] : gateways_)
        if (profile.empty() || gateway->settings().profile == profile)
            found.push_back(gateway.get());
    return found;
}

void Gateways::tell(std::string_view subclass, const Settings& settings) const {
    auto& bus = rooms_.surroundings.bus;
    if (!bus.wants("CUSTOM", subclass))
        return;
    model::Event event{"CUSTOM", std::string(subclass), {}, {}};
    if (subclass == "sofia::gateway_delete")
        event.add("profile-name", settings.profile).add("Gateway", settings.name);
    else
        event.add("Gateway", settings.name).add("profile-name", settings.profile);
    bus.publish(std::move(event));
}

}  // namespace sofia::gateway
