#include "gateway/trunk.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/log.hpp"
#include "sip/uri.hpp"

namespace sofia::gateway {
namespace {

/// A name may stand for several servers, and for others tomorrow.
constexpr std::size_t kMostKnown = 16;

std::string realm_of(const sip::Response& refusal) {
    for (const auto* name : {"WWW-Authenticate", "Proxy-Authenticate"})
        if (const auto seen = sip::ReceivedChallenge::parse(refusal.header(name)))
            return seen->realm;
    return {};
}

}  // namespace

void Trunk::trust(const sip::Address& address) {
    if (address.ip.empty() || (!known_.empty() && known_.back() == address.ip))
        return;
    std::erase(known_, address.ip);
    if (known_.size() == kMostKnown)
        known_.erase(known_.begin());
    known_.push_back(address.ip);
}

bool Trunk::trusts(const std::string& ip) const {
    if (std::find(known_.begin(), known_.end(), ip) != known_.end())
        return true;
    for (const auto* hop : {&settings_.proxy, &settings_.register_proxy, &settings_.outbound_proxy})
        if (const auto uri = sip::Uri::parse(*hop); uri && uri->host == ip)
            return true;
    return !settings_.auth_acl.empty() && surroundings_.admits &&
           surroundings_.admits(settings_.auth_acl, ip);
}

base::Result<void> Trunk::take(sip::DigestClient& client,
                               const sip::Response& refusal,
                               Way way,
                               std::string_view method) {
    base::Result<void> taken;
    if (way == Way::InDialog && !trusts(refusal.source.ip))
        taken = base::fail(base::ErrorKind::Unsupported,
                           "the challenge does not come from the gateway");
    else
        taken = client.take(refusal);
    if (taken) {
        if (way == Way::ToGateway)
            trust(refusal.source);
        return taken;
    }
    LOG_WARN(Area::Sip,
             "gateway={} {} call-id={} not answered with credentials: {} from {}:{}: {}",
             settings_.name,
             method,
             refusal.call_id,
             refusal.status,
             refusal.source.ip,
             refusal.source.port,
             taken.error().text);
    tell_of(refusal, realm_of(refusal));
    return taken;
}

std::vector<sip::Header> Trunk::credentials(sip::DigestClient& client,
                                            std::string_view method,
                                            std::string_view uri) const {
    return client.headers({settings_.auth_username, settings_.password}, method, uri);
}

void Trunk::tell_of(const sip::Response& refusal, const std::string& realm) const {
    if (!surroundings_.bus.wants("CUSTOM", "sofia::gateway_invalid_digest_req"))
        return;
    model::Event event{"CUSTOM", "sofia::gateway_invalid_digest_req", {}, {}};
    event.add("Gateway", settings_.name)
        .add("profile-name", settings_.profile)
        .add("network-ip", refusal.source.ip)
        .add("network-port", std::to_string(refusal.source.port))
        .add("realm", realm);
    surroundings_.bus.publish(std::move(event));
}

}  // namespace sofia::gateway
