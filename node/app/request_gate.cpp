#include "app/request_gate.hpp"

#include <chrono>

#include "base/log.hpp"

namespace sofia::app {
namespace {

bool is_paused(sip::Method method) noexcept {
    using enum sip::Method;
    return method == Invite || method == Register || method == Options || method == Notify ||
           method == Info;
}

}  // namespace

bool is_own_probe(const sip::Request& request, const sip::RunningProfile& profile) noexcept {
    return request.method == sip::Method::Options && request.uri.starts_with("sip:watchdog@") &&
           request.source.ip == profile.settings->address.sip_ip;
}

std::optional<sip::Reply> refuse_at_gate(const sip::Request& request,
                                         sip::RunningProfile& profile,
                                         const base::Clock& clock) {
    const auto most = profile.settings->calls.max_requests_per_second;
    if ((most == 0 && !profile.standby) || is_own_probe(request, profile))
        return std::nullopt;
    if (profile.standby && is_paused(request.method))
        return sip::Reply::of(503, "System Paused");
    if (most == 0)
        return std::nullopt;
    const auto now = clock.steady();
    if (now - profile.second >= std::chrono::seconds(1)) {
        profile.second = now;
        profile.requests_in_second = 0;
    }
    if (++profile.requests_in_second <= most)
        return std::nullopt;
    if (profile.requests_in_second == most + 1)
        LOG_WARN(Area::App,
                 "profile={} more than {} requests in a second, further ones get 503",
                 profile.settings->name,
                 most);
    return sip::Reply::of(503).add("Retry-After", "1");
}

}  // namespace sofia::app
