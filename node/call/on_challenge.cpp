// Who we called asks who we are (401, 407) within a dialog (RFC 3261 22.2, 22.3). The first INVITE
// is answered by the fork.

#include <utility>

#include "call/call.hpp"
#include "call/login.hpp"

namespace sofia::call {

std::optional<sip::Outgoing> Call::answer_challenge(Leg& leg,
                                                    const sip::Response& response,
                                                    sip::Method method) {
    if (response.status != 401 && response.status != 407)
        return std::nullopt;
    find_login(leg, services_.gateways);
    if (!take_challenge(leg, response, gateway::Way::InDialog, sip::to_string(method)))
        return std::nullopt;
    auto request = request_to(leg, method);
    for (auto& header : credentials(leg, sip::to_string(method), leg.dialog->state().remote_target))
        request.headers.push_back(std::move(header));
    return request;
}

}  // namespace sofia::call
