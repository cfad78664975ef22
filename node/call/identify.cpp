#include "call/identify.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "base/text.hpp"
#include "model/acl_entry.hpp"

namespace sofia::call {
namespace {

const model::DirectoryUser* user_of_token(const model::Directory& directory,
                                          const std::string& token) {
    const auto at = token.find('@');
    return at == std::string::npos ? nullptr
                                   : directory.find(token.substr(0, at), token.substr(at + 1));
}

/// Where an INVITE comes from, and the user whom the sender says it is for.
struct Source {
    std::string ip;
    std::uint16_t port = 0;
    std::string token;
};

Source direct_source(const model::ProfileCalls& settings, const sip::Request& invite) {
    return {invite.source.ip,
            invite.source.port,
            std::string(invite.header(settings.inbound_token_header))};
}

/// The source that a trusted proxy names; nothing when the sender is none, or names none.
std::optional<Source> proxied_source(const Settings& settings,
                                     const model::ProfileCalls& profile,
                                     const sip::Request& invite) {
    const auto ip = invite.header("X-AUTH-IP");
    const bool is_trusted = std::any_of(
        profile.apply_proxy_acl.begin(), profile.apply_proxy_acl.end(), [&](const auto& list) {
            return settings.acl->check(list, invite.source.ip).allowed;
        });
    if (ip.empty() || !is_trusted)
        return std::nullopt;
    const auto port = base::to_number(invite.header("X-AUTH-PORT")).value_or(0);
    return Source{std::string(ip),
                  port > 0 && port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{0},
                  std::string(invite.header(profile.proxy_token_header))};
}

/// One passing list is enough (behaviour-spec 7.6); without lists nobody is admitted by address.
Caller check_address(const Settings& settings,
                     const model::Profile& profile,
                     const Source& source) {
    Caller caller;
    const std::uint16_t port = profile.registrar.use_port_for_acl ? source.port : 0;
    for (const auto& text : profile.calls.apply_inbound_acl) {
        const auto entry = model::read_acl_entry(*settings.acl, text);
        const auto verdict = settings.acl->check(entry.list, source.ip, port);
        if (!verdict.allowed)
            continue;
        caller.admitted = true;
        caller.acl = entry.list;
        caller.context = entry.pass_context;
        caller.acl_token = source.token.empty() ? verdict.token : source.token;
        caller.user = user_of_token(*settings.directory, caller.acl_token);
        if (caller.user == nullptr && !caller.acl_token.empty() &&
            profile.registrar.auth_require_user) {
            LOG_WARN(Area::Call,
                     "profile={} from={} refused with 480: the directory has no {} of acl \"{}\"",
                     profile.name,
                     source.ip,
                     caller.acl_token,
                     entry.list);
            caller.admitted = false;
            caller.refusal = sip::Reply::of(480);
        }
        return caller;
    }
    return caller;
}

/// Nothing while nobody can tell.
using Verdict = std::optional<registrar::Verdict>;

/// What is answered to who is not accepted.
sip::Reply refusal_of(const Verdict& verdict) {
    if (!verdict)
        return sip::Reply::of(503).add("Retry-After", "5");
    const auto* challenge = std::get_if<registrar::Challenge>(&*verdict);
    auto reply = sip::Reply::of(challenge == nullptr ? 403 : challenge->status);
    if (challenge != nullptr)
        reply.headers = challenge->headers;
    return reply;
}

const registrar::Accepted* accepted_by(const Verdict& verdict) {
    return verdict ? std::get_if<registrar::Accepted>(&*verdict) : nullptr;
}

}  // namespace

Caller identify(Services& services,
                registrar::Registrar& registrar,
                const model::Profile& profile,
                const sip::Request& invite) {
    const auto& lists = profile.calls.apply_inbound_acl;
    auto caller = check_address(services.settings, profile, direct_source(profile.calls, invite));
    if (!caller.admitted && caller.acl.empty())
        if (const auto behind = proxied_source(services.settings, profile.calls, invite))
            caller = check_address(services.settings, profile, *behind);
    if (caller.admitted || !caller.acl.empty())
        return caller;
    // The last list has the last word: its context for whom no list has let in.
    const auto last = lists.empty() ? model::AclEntry{}
                                    : model::read_acl_entry(*services.settings.acl, lists.back());
    const bool acl_only = profile.calls.auth_calls_acl_only && !lists.empty();
    if (!acl_only)
        caller.context = last.fail_context;
    if (!profile.calls.auth_calls || acl_only) {
        caller.admitted = lists.empty() || !caller.context.empty();
        if (!caller.admitted) {
            LOG_WARN(Area::Call, "IP {} Rejected by acl \"{}\"", invite.source.ip, last.list);
            caller.refusal = sip::Reply::of(403);
        }
        return caller;
    }
    const auto verdict = registrar.authenticate(invite, registrar::ChallengeBy::Proxy, profile);
    if (const auto* accepted = accepted_by(verdict)) {
        caller.admitted = true;
        caller.user = accepted->user;
        caller.auth_user = accepted->auth_user;
        caller.auth_realm = accepted->realm;
    } else {
        caller.refusal = refusal_of(verdict);
    }
    return caller;
}

std::optional<sip::Reply> refuse_sender(registrar::Registrar& registrar,
                                        const model::Profile& profile,
                                        const sip::Request& request,
                                        std::string_view user) {
    const auto verdict = registrar.authenticate(request, registrar::ChallengeBy::Proxy, profile);
    const auto* accepted = accepted_by(verdict);
    if (accepted == nullptr)
        return refusal_of(verdict);
    if (accepted->auth_user == user)
        return std::nullopt;
    LOG_WARN(Area::Call,
             "profile={} from={} refused with 403: {} may not speak for {} within his call",
             profile.name,
             request.source.ip,
             accepted->auth_user,
             user);
    return sip::Reply::of(403);
}

}  // namespace sofia::call
