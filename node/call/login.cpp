#include "call/login.hpp"

#include "base/log.hpp"

namespace sofia::call {
namespace {

bool says_itself(const Leg& leg) {
    return leg.variables.has("sip_auth_username") && leg.variables.has("sip_auth_password");
}

base::Result<void> take_for_variables(Leg& leg,
                                      const sip::Response& refusal,
                                      gateway::Way way,
                                      std::string_view method) {
    const bool is_stranger = way == gateway::Way::InDialog && refusal.source.ip != leg.peer.ip;
    auto taken =
        is_stranger
            ? base::Result<void>(base::fail(base::ErrorKind::Unsupported,
                                            "the challenge does not come from whom we called"))
            : leg.digest->take(refusal);
    if (!taken)
        LOG_WARN(Area::Call,
                 "leg={} {} not answered with sip_auth_username: {} from {}:{}: {}",
                 leg.uuid().str(),
                 method,
                 refusal.status,
                 refusal.source.ip,
                 refusal.source.port,
                 taken.error().text);
    return taken;
}

}  // namespace

void find_login(Leg& leg, const gateway::Gateways* gateways) {
    if (leg.login || gateways == nullptr)
        return;
    auto name = leg.variables.get("sip_use_gateway");
    if (name.empty())
        name = leg.variables.get(leg.outbound ? "sip_gateway_name" : "sip_gateway");
    if (const auto* gateway = name.empty() ? nullptr : gateways->find(name))
        leg.login = gateway->trunk();
}

base::Result<void> take_challenge(Leg& leg,
                                  const sip::Response& refusal,
                                  gateway::Way way,
                                  std::string_view method) {
    if (!says_itself(leg) && !leg.login)
        return base::fail(base::ErrorKind::NotFound, "nothing says who we are");
    if (!leg.digest)
        leg.digest = std::make_unique<sip::DigestClient>();
    if (says_itself(leg))
        return take_for_variables(leg, refusal, way, method);
    return leg.login->take(*leg.digest, refusal, way, method);
}

std::vector<sip::Header> credentials(Leg& leg, std::string_view method, std::string_view uri) {
    if (!leg.digest)
        return {};
    if (says_itself(leg))
        return leg.digest->headers({std::string(leg.variables.get("sip_auth_username")),
                                    std::string(leg.variables.get("sip_auth_password"))},
                                   method,
                                   uri);
    return leg.login ? leg.login->credentials(*leg.digest, method, uri)
                     : std::vector<sip::Header>{};
}

}  // namespace sofia::call
