#include "call/facts.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "call/events.hpp"

namespace sofia::call {
namespace {

void set_uri(Variables& variables, const std::string& prefix, const std::string& text) {
    const auto uri = sip::Uri::parse(text);
    if (!uri)
        return;
    variables.set(prefix + "user", uri->user);
    variables.set(prefix + "host", uri->host);
    if (uri->port != 0)
        variables.set(prefix + "port", std::to_string(uri->port));
    variables.set(prefix + "uri", (uri->user.empty() ? "" : uri->user + "@") + uri->host_port());
}

std::optional<std::string> profile_field(const Call& call, std::string_view name) {
    const auto& leg = call.party();
    if (name == "destination_number")
        return leg.destination;
    if (name == "caller_id_name")
        return leg.caller_id_name;
    if (name == "caller_id_number" || name == "ani")
        return leg.caller_id_number;
    if (name == "network_addr")
        return leg.peer.ip;
    if (name == "uuid" || name == "unique_id")
        return leg.uuid().str();
    if (name == "chan_name" || name == "channel_name")
        return channel_name(leg);
    if (name == "source")
        return "mod_sofia";
    if (name == "dialplan")
        return "XML";
    if (name == "username")
        return std::string(leg.variables.get("sip_from_user"));
    return std::nullopt;
}

}  // namespace

std::optional<std::string> fact(const Call& call, const Services& services, std::string_view name) {
    if (auto field = profile_field(call, name))
        return field;
    const auto& variables = call.party().variables;
    if (variables.has(name))
        return std::string(variables.get(name));
    const auto global = services.settings.globals.find(std::string(name));
    return global == services.settings.globals.end() ? std::nullopt : std::optional(global->second);
}

dialplan::Scope scope_of(const Call& call, const Services& services) {
    return {[&](std::string_view name) { return fact(call, services, name); },
            [&](std::string_view command, std::string_view arguments) {
                return services.api ? services.api(std::string(command), std::string(arguments))
                                    : std::string{};
            }};
}

void set_inbound_variables(Leg& leg, const sip::Request& invite) {
    auto& variables = leg.variables;
    variables.set("direction", "inbound");
    variables.set("sofia_profile_name", leg.profile());
    variables.set("recovery_profile_name", leg.profile());
    variables.set("sip_from_display", invite.from.display);
    variables.set("sip_from_tag", std::string(invite.from.tag()));
    variables.set("sip_call_id", invite.call_id);
    variables.set("sip_network_ip", invite.source.ip);
    variables.set("sip_network_port", std::to_string(invite.source.port));
    variables.set("sip_received_ip", invite.source.ip);
    variables.set("sip_received_port", std::to_string(invite.source.port));
    variables.set("sip_via_protocol", invite.source.transport);
    variables.set("sip_user_agent", invite.user_agent);
    variables.set("max_forwards", std::to_string(invite.max_forwards));
    set_uri(variables, "sip_from_", invite.from.uri);
    set_uri(variables, "sip_to_", invite.to.uri);
    set_uri(variables, "sip_req_", invite.uri);
    if (!invite.contacts.empty())
        set_uri(variables, "sip_contact_", invite.contacts.front().address.uri);
    for (const auto& header : invite.headers) {
        if (!is_passed_header(header.name))
            continue;
        std::string name = "sip_h_" + header.name;
        for (int repeat = 1; variables.has(name); ++repeat)
            name = "sip_h_" + header.name + "-" + std::to_string(repeat);
        variables.set(name, header.value);
    }
}

bool is_passed_header(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 3> kWhole{
        "User-to-User", "Diversion", "Accept-Language"};
    constexpr std::array<std::string_view, 3> kPrefixes{"X-", "P-", "K-"};
    if (base::iequals(name, "P-Asserted-Identity") || base::iequals(name, "P-Preferred-Identity") ||
        base::iequals(name, "P-Charging-Vector"))
        return false;  // What we assert of the caller is our own statement (RFC 3325 section 6).
    return std::any_of(kWhole.begin(),
                       kWhole.end(),
                       [&](auto whole) { return base::iequals(whole, name); }) ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](auto prefix) {
               return base::iequals(prefix, name.substr(0, prefix.size()));
           });
}

}  // namespace sofia::call
