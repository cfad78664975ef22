#include "watchdog/transport_probe.hpp"

#include <algorithm>
#include <utility>

#include "sip/uri.hpp"

namespace sofia::watchdog {
namespace {

constexpr std::size_t kMostUnderWay = 8;
constexpr int kQuestionsInLimit = 4;
constexpr base::Milliseconds kFastest{250};
constexpr base::Milliseconds kSlowest{5000};
// What the stack reports by itself when nothing came over the network (RFC 3261 8.1.3.1).
constexpr int kTimeout = 408;
constexpr int kTransportError = 503;

/// The port that is bound: the configured one, or the one that the endpoint was given.
std::uint16_t bound_port(const sip::RunningProfile& profile) {
    if (const auto port = profile.settings->address.sip_port; port != 0)
        return port;
    const auto url = sip::Uri::parse(profile.endpoint->url());
    return url ? url->port : std::uint16_t{0};
}

sip::NewDialog to_itself(const sip::RunningProfile& profile) {
    sip::NewDialog dialog;
    dialog.target = own_target(profile.settings->address, bound_port(profile));
    dialog.from.uri = dialog.to.uri = dialog.target;
    dialog.contact_user = "watchdog";
    return dialog;
}

}  // namespace

std::string own_target(const model::ProfileAddress& address, std::uint16_t port) {
    const auto& ip = address.sip_ip;
    const bool is_ipv6 = ip.find(':') != std::string::npos;
    const bool is_tcp_only = address.bind_params.find("transport=tcp") != std::string::npos &&
                             address.bind_params.find("udp") == std::string::npos;
    return "sip:watchdog@" + (is_ipv6 ? "[" + ip + "]" : ip) + ":" + std::to_string(port) +
           (is_tcp_only ? ";transport=tcp" : "");
}

TransportProbe::TransportProbe(sip::Loop& loop,
                               sip::ProfileTable& profiles,
                               std::string profile,
                               base::Milliseconds limit)
    : profiles_(profiles), profile_(std::move(profile)) {
    ask();
    timer_ =
        loop.every(std::clamp(limit / kQuestionsInLimit, kFastest, kSlowest), [this] { ask(); });
}

void TransportProbe::ask() {
    auto* const profile = profiles_.find(profile_);
    // With nothing but TLS the question would be one of certificates; the SIP loop is watched
    // anyhow.
    if (profile == nullptr ||
        (profile->settings->address.tls.enabled && profile->settings->address.tls.only))
        return pulse_->beat();
    if (asked_.size() >= kMostUnderWay)
        asked_.erase(asked_.begin());
    sip::Outgoing request;
    request.method = sip::Method::Options;
    const auto question = next_question_++;
    asked_[question] = profile->endpoint->send(
        to_itself(*profile), request, [this, question](const sip::Response& response) {
            answered(question, response.status);
        });
}

void TransportProbe::answered(std::uint64_t question, int status) {
    if (status < 200)
        return;
    asked_.erase(question);
    if (status != kTimeout && status != kTransportError)
        pulse_->beat();
}

}  // namespace sofia::watchdog
