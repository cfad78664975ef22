#include "registrar/events.hpp"

#include <utility>

#include "base/clock.hpp"

namespace sofia::registrar {
namespace {

/// Presence is not known from a registration alone.
constexpr const char* kRpid = "unknown";

model::Event custom(std::string subclass) {
    model::Event event;
    event.name = "CUSTOM";
    event.subclass = std::move(subclass);
    event.headers.reserve(24);
    return event;
}

std::string agent_of(const sip::Request& request) {
    return request.user_agent.empty() ? "unknown" : request.user_agent;
}

void add_sender(model::Event& event, const sip::Request& request) {
    const auto from = sip::Uri::parse(request.from.uri);
    event.add("to-user", from ? from->user : std::string{})
        .add("to-host", from ? from->host : std::string{})
        .add("network-ip", request.source.ip)
        .add("network-port", std::to_string(request.source.port));
}

/// What pre_register and register_attempt have in common, up to network-port. Whether the phone is
/// behind NAT is not decided yet, so contact and status are those of a plain one.
model::Event asked(std::string subclass,
                   const sip::Request& request,
                   const Aor& aor,
                   std::chrono::seconds lifetime) {
    const auto* contact = request.contacts.empty() ? nullptr : &request.contacts.front();
    const auto header = request.expires.value_or(static_cast<std::uint32_t>(lifetime.count()));
    auto event = custom(std::move(subclass));
    event.add("profile-name", aor.profile).add("from-user", aor.user).add("from-host", aor.host);
    event
        .add("contact",
             contact == nullptr || contact->is_star ? std::string{}
                                                    : stored_contact(request, *contact, false))
        .add("call-id", request.call_id)
        .add("rpid", kRpid)
        .add("status", registered_status(request.source, false))
        .add("expires",
             std::to_string(contact == nullptr ? header : contact->expires.value_or(header)));
    add_sender(event, request);
    return event;
}

}  // namespace

model::Event pre_register_event(const sip::Request& request,
                                const Aor& aor,
                                std::chrono::seconds lifetime) {
    auto event = asked("sofia::pre_register", request, aor, lifetime);
    event.add("username", aor.user).add("realm", aor.host).add("user-agent", agent_of(request));
    return event;
}

model::Event register_attempt_event(const sip::Request& request,
                                    const Aor& aor,
                                    std::string_view user,
                                    std::string_view realm,
                                    std::string_view result,
                                    std::chrono::seconds lifetime) {
    auto event = asked("sofia::register_attempt", request, aor, lifetime);
    event.add("username", std::string(user))
        .add("realm", std::string(realm))
        .add("user-agent", agent_of(request))
        .add("auth-result", std::string(result));
    return event;
}

model::Event register_failure_event(const sip::Request& request, const Aor& aor) {
    auto event = custom("sofia::register_failure");
    event.add("profile-name", aor.profile)
        .add("to-user", aor.user)
        .add("to-host", aor.host)
        .add("network-ip", request.source.ip)
        .add("user-agent", agent_of(request))
        .add("profile-name", aor.profile)
        .add("network-port", std::to_string(request.source.port))
        .add("registration-type", request.method_name);
    return event;
}

model::Event register_event(const sip::Request& request,
                            const model::Registration& binding,
                            std::chrono::seconds granted,
                            bool is_update,
                            const UserHeaders& user) {
    auto event = custom("sofia::register");
    event.add("profile-name", binding.key.profile)
        .add("from-user", binding.key.user)
        .add("from-host", binding.key.host)
        .add("presence-hosts", "n/a")
        .add("contact", binding.contact)
        .add("call-id", binding.call_id)
        .add("rpid", kRpid)
        .add("status", binding.status)
        .add("expires", std::to_string(granted.count()));
    add_sender(event, request);
    event.add("username", binding.auth_user)
        .add("realm", binding.auth_realm)
        .add("user-agent", binding.user_agent);
    if (is_update)
        event.add("update-reg", "true");
    for (const auto& [name, value] : user)
        event.add(name, value);
    return event;
}

model::Event unregister_event(const model::Registration& binding) {
    auto event = custom("sofia::unregister");
    event.add("profile-name", binding.key.profile)
        .add("username", binding.auth_user)
        .add("from-user", binding.key.user)
        .add("from-host", binding.key.host)
        .add("contact", binding.contact)
        .add("call-id", binding.call_id)
        .add("rpid", kRpid)
        .add("realm", binding.auth_realm)
        .add("network-ip", binding.network_ip)
        .add("network-port", std::to_string(binding.network_port))
        .add("user-agent", binding.user_agent)
        .add("expires", "0");
    return event;
}

model::Event expire_event(const model::Registration& binding) {
    const auto ended = base::to_epoch_ms(binding.expires) / 1000;
    auto event = custom("sofia::expire");
    event.add("profile-name", binding.key.profile)
        .add("call-id", binding.call_id)
        .add("user", binding.key.user)
        .add("username", binding.auth_user)
        .add("host", binding.key.host)
        .add("contact", binding.contact)
        .add("expires", std::to_string(ended))
        .add("user-agent", binding.user_agent)
        .add("realm", binding.auth_realm)
        .add("network-ip", binding.network_ip)
        .add("network-port", std::to_string(binding.network_port));
    return event;
}

model::Event user_state_event(const model::Registration& binding,
                              std::string state,
                              int status,
                              const std::string& phrase) {
    auto event = custom("sofia::sip_user_state");
    event.add("sip_contact", binding.contact)
        .add("profile-name", binding.key.profile)
        .add("sip_user", binding.key.user)
        .add("from-user", binding.key.user)
        .add("from-host", binding.key.host)
        .add("call-id", binding.call_id)
        .add("Ping-Status", std::move(state))
        .add("Status", std::to_string(status))
        .add("Phrase", phrase.empty() ? std::string(sip::phrase_of(status)) : phrase);
    return event;
}

}  // namespace sofia::registrar
