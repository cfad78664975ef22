#include "app/address_watch.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "config/route.hpp"

namespace sofia::app {
namespace {

constexpr std::chrono::milliseconds kPause{3000};

bool is_loopback(const std::string& ip) {
    return ip.starts_with("127.") || ip == "::1";
}

bool has(const config::Host& machine, const std::string& ip) {
    return std::any_of(machine.addresses.begin(), machine.addresses.end(), [&](const auto& one) {
        return one.address == ip;
    });
}

bool follows(const model::ProfileAddress& address) {
    return address.follows_machine && address.auto_restart;
}

bool may_move(const sip::RunningProfile* profile) {
    return !profile->stopping && follows(profile->settings->address);
}

}  // namespace

bool has_lost_address(const model::ProfileAddress& bound, const config::Host& machine) {
    return follows(bound) && (is_loopback(bound.sip_ip) || !has(machine, bound.sip_ip));
}

bool moves_to(const model::ProfileAddress& next,
              const model::ProfileAddress& bound,
              const config::Host& machine) {
    return has_lost_address(bound, machine) && follows(next) && next.sip_ip != bound.sip_ip &&
           !is_loopback(next.sip_ip) && has(machine, next.sip_ip);
}

bool has_way_out(const model::ProfileAddress& bound) {
    const bool is_ipv6 = bound.sip_ip.find(':') != std::string::npos;
    return !(is_ipv6 ? config::routed_ipv6() : config::routed_ipv4()).empty();
}

AddressWatch::AddressWatch(sip::Loop& loop, sip::ProfileTable& profiles, Node node)
    : profiles_(profiles), node_(std::move(node)), timer_(loop.every(kPause, [this] { look(); })) {}

void AddressWatch::look() {
    const auto running = profiles_.all();
    if (std::none_of(running.begin(), running.end(), may_move))
        return;
    const auto machine = config::probe_host();
    const auto lost = lost_on(machine);
    const bool all_go = std::all_of(
        lost.begin(), lost.end(), [&](const auto& profile) { return goes(*profile, machine); });
    // Reading takes a while, so it is done once for what the machine has.
    if (!all_go && is_another(machine))
        return node_.reload([this](const base::Result<void>& read) { look_again(read); });
    for (const auto& profile : lost)
        if (goes(*profile, machine))
            move(*profile);
}

void AddressWatch::look_again(const base::Result<void>& read) {
    if (!read)
        LOG_ERROR(Area::Config,
                  "the machine has another address, but the configuration cannot be read: {}",
                  read.error().text);
    const auto machine = config::probe_host();
    for (const auto& profile : lost_on(machine)) {
        if (goes(*profile, machine))
            move(*profile);
        else
            LOG_WARN(Area::Sip,
                     "profile={} its address {} is not the machine's any more, and there is no "
                     "other for it yet",
                     profile->name,
                     profile->address.sip_ip);
    }
}

std::vector<std::shared_ptr<const model::Profile>> AddressWatch::lost_on(
    const config::Host& machine) const {
    std::vector<std::shared_ptr<const model::Profile>> lost;
    for (const auto* profile : profiles_.all())
        if (may_move(profile) && has_lost_address(profile->settings->address, machine) &&
            has_way_out(profile->settings->address))
            lost.push_back(profile->settings);
    return lost;
}

bool AddressWatch::goes(const model::Profile& profile, const config::Host& machine) const {
    const auto next = node_.configured(profile.name);
    return next != nullptr && moves_to(next->address, profile.address, machine);
}

bool AddressWatch::is_another(const config::Host& machine) {
    std::string addresses = machine.main_ipv4 + ' ' + machine.main_ipv6;
    for (const auto& one : machine.addresses)
        addresses += ' ' + one.address;
    return std::exchange(addresses_, addresses) != addresses;
}

void AddressWatch::move(const model::Profile& profile) {
    const auto now = node_.configured(profile.name)->address.sip_ip;
    LOG_WARN(Area::Sip,
             "profile={} is opened anew: the machine's address is {} in place of {}",
             profile.name,
             now,
             profile.address.sip_ip);
    node_.tell(profile.address.sip_ip, now);
    node_.move(profile.name);
}

}  // namespace sofia::app
