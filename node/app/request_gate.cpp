#include "app/request_gate.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <string_view>

#include "base/log.hpp"
#include "base/text.hpp"

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

std::optional<sip::Reply> refuse_uri(const sip::Request& request) {
    const auto colon = request.uri.find(':');
    const auto scheme = std::string_view(request.uri).substr(0, colon);
    const auto is_name = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
    };
    // What stands before the port of a bare host is no scheme either.
    if (colon == std::string::npos || scheme.empty() ||
        std::isalpha(static_cast<unsigned char>(scheme.front())) == 0 ||
        !std::all_of(scheme.begin(), scheme.end(), is_name))
        return sip::Reply::of(400, "Bad Request-URI");
    for (const auto* known : {"sip", "sips", "tel"})
        if (base::iequals(scheme, known))
            return std::nullopt;
    return sip::Reply::of(416);
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
