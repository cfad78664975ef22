// A callee says where else he is to be found (RFC 3261 8.1.3.4).

#include <utility>

#include "base/log.hpp"
#include "call/fork.hpp"
#include "call/fork_attempt.hpp"

namespace sofia::call {
namespace {

constexpr int kMostRedirections = 32;

}  // namespace

void Fork::follow(Run& run, const std::vector<sip::Contact>& contacts, const Target& from) {
    for (const auto& contact : contacts) {
        if (redirections_ == kMostRedirections || called_.contains(contact.address.uri)) {
            LOG_WARN(Area::Call, "redirection to {} leads in circles", contact.address.uri);
            note(model::cause::kExchangeRoutingError);
            continue;
        }
        ++redirections_;
        if (call_own_users(run, contact, from))
            continue;
        Target target = from;
        target.uri = contact.address.uri;
        target.route.clear();
        target.next_hop.clear();
        target.is_redirected = true;
        LOG_INFO(Area::Call, "redirected: {} -> {}", from.uri, target.uri);
        call(run, std::move(target));
    }
}

bool Fork::call_own_users(Run& run, const sip::Contact& contact, const Target& from) {
    const auto uri = sip::Uri::parse(contact.address.uri);
    if (!uri || !events_.own_users)
        return false;
    auto bindings = events_.own_users(from.profile, *uri);
    if (!bindings)
        return false;
    LOG_INFO(Area::Call,
             "redirected: {} -> user {}, {} binding(s)",
             from.uri,
             uri->user,
             bindings->size());
    if (bindings->empty())
        note(model::cause::kUserNotRegistered);
    for (auto& binding : *bindings) {
        if (called_.contains(binding.uri)) {
            LOG_WARN(Area::Call, "redirection to {} leads in circles", binding.uri);
            note(model::cause::kExchangeRoutingError);
            continue;
        }
        binding.variables = from.variables;
        binding.ring_timeout = from.ring_timeout;
        binding.destination = uri->user;
        binding.is_redirected = true;
        call(run, std::move(binding));
    }
    return true;
}

}  // namespace sofia::call
