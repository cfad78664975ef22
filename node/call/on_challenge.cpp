// A gateway asks who we are (401, 407) within a dialog (RFC 3261 22.2, 22.3). Only a request that
// went to an address of the gateway is answered: the dialog goes where the peer's Contact says, and
// that may be a stranger. The first INVITE is answered by the fork.

#include <utility>

#include "call/call.hpp"

namespace sofia::call {
namespace {

/// The gateway of a leg; of one that another process had, by the variables in its row.
void find_trunk(Leg& leg, const gateway::Gateways* gateways) {
    if (leg.trunk || gateways == nullptr)
        return;
    const auto name = leg.variables.get(leg.outbound ? "sip_gateway_name" : "sip_gateway");
    if (const auto* gateway = name.empty() ? nullptr : gateways->find(name))
        leg.trunk = gateway->trunk();
}

}  // namespace

std::optional<sip::Outgoing> Call::answer_challenge(Leg& leg,
                                                    const sip::Response& response,
                                                    sip::Method method) {
    if (response.status != 401 && response.status != 407)
        return std::nullopt;
    find_trunk(leg, services_.gateways);
    if (!leg.trunk)
        return std::nullopt;
    if (!leg.digest)
        leg.digest = std::make_unique<sip::DigestClient>();
    if (!leg.trunk->take(*leg.digest, response, gateway::Way::InDialog, sip::to_string(method)))
        return std::nullopt;
    auto request = request_to(leg, method);
    for (auto& header : leg.trunk->credentials(
             *leg.digest, sip::to_string(method), leg.dialog->state().remote_target))
        request.headers.push_back(std::move(header));
    return request;
}

}  // namespace sofia::call
