#include "registrar/door.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

namespace sofia::registrar {
namespace {

constexpr std::size_t kAgentLengthLookedAt = 256;

std::optional<std::regex> compile(const std::string& expression) {
    try {
        return std::regex(expression, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
        LOG_ERROR(Area::Registrar,
                  "user-agent-filter '{}' can not be read ({}): every REGISTER is refused",
                  expression,
                  error.what());
        return std::nullopt;
    }
}

}  // namespace

bool UserAgentFilter::allows(const std::string& expression, std::string_view agent) {
    auto found = compiled_.find(expression);
    if (found == compiled_.end())
        found = compiled_.emplace(expression, compile(expression)).first;
    agent = agent.substr(0, kAgentLengthLookedAt);
    return found->second && std::regex_search(agent.begin(), agent.end(), *found->second);
}

std::optional<Refusal> refuse_at_door(const sip::Request& request,
                                      const model::Profile& profile,
                                      UserAgentFilter& agents) {
    const auto& settings = profile.registrar;
    if (settings.disable_register)
        return Refusal{403, {}, {}, "the profile takes no registrations"};
    Refusal unsupported{420, {}, {}, "Require names an extension that is not served"};
    for (const auto& option : request.require)
        if (!base::iequals(option, "path") &&
            !(settings.outbound && base::iequals(option, "outbound")))
            unsupported.headers.push_back({"Unsupported", option});
    if (!unsupported.headers.empty())
        return unsupported;
    if (settings.deny_fetch && request.contacts.empty())
        return Refusal{400, "Missing Contact", {}, "bindings are not told to who asks for them"};
    if (!settings.user_agent_filter.empty() &&
        !agents.allows(settings.user_agent_filter, request.user_agent))
        return Refusal{403, {}, {}, "User-Agent does not pass user-agent-filter"};
    return std::nullopt;
}

AclDecision check_register_acl(const model::Profile& profile,
                               const model::AclLists& acls,
                               const sip::Address& source) {
    const auto& settings = profile.registrar;
    const std::uint16_t port = settings.use_port_for_acl ? source.port : 0;
    AclDecision decision;
    for (const auto& list : settings.apply_register_acl) {
        auto verdict = acls.check(list, source.ip, port);
        if (!verdict.allowed)
            return {AclDecision::Refused, {}};
        decision.kind = AclDecision::Passed;
        if (!verdict.token.empty())
            decision.token = std::move(verdict.token);
    }
    return decision;
}

}  // namespace sofia::registrar
