#include "commands/unwatched_requests.hpp"

namespace sofia::commands {

void UnwatchedRequests::send(sip::Endpoint& endpoint,
                             const sip::NewDialog& to,
                             const sip::Outgoing& request) {
    const auto place = waiting_.emplace(waiting_.end());
    *place = endpoint.send(to, request, [this, place](const sip::Response& response) {
        if (response.status >= 200)
            waiting_.erase(place);
    });
}

}  // namespace sofia::commands
