#include "call/facts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "call/codec_facts.hpp"
#include "call/events.hpp"
#include "call/header_variables.hpp"
#include "call/invite_fact.hpp"
#include "call/leg_fact.hpp"

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

using Names = std::pair<std::string_view, std::string_view>;
constexpr std::array<Names, 5> kIdentityHeaders{{
    {"P-Asserted-Identity", "sip_P-Asserted-Identity"},
    {"Remote-Party-ID", "sip_Remote-Party-ID"},
    {"Privacy", "sip_Privacy"},
    {"History-Info", "sip_history_info"},
    {"Geolocation", "sip_geolocation"},
}};

/// What sofia_contact is asked, for phones with this user agent alone.
std::string with_agent(std::string_view arguments, std::string_view agent) {
    std::string text = "~";
    for (const char c : base::url_encode(agent))
        // What ends an agent there, or is a quote of the command line.
        text += c == '/' ? "%2F" : c == '\'' ? "%27" : std::string(1, c);
    return text + '/' + std::string(base::trim(arguments));
}

/// The answer of sofia_contact without the contacts that hold a text.
std::string without_contact(const std::string& contacts, std::string_view excluded) {
    std::string kept;
    for (const auto& contact : base::split(contacts, ','))
        if (contact.find(excluded) == std::string::npos)
            kept.append(kept.empty() ? "" : ",").append(contact);
    return kept.empty() ? "error/user_not_registered" : kept;
}

std::optional<std::string> profile_field(const Leg& leg, std::string_view name) {
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

/// What its profile says of a leg.
constexpr std::array<std::string_view, 2> kProfileFacts{"sofia_profile_domain_name",
                                                        "sofia_profile_url"};

std::optional<std::string> profile_fact(const Leg& leg,
                                        const Services& services,
                                        std::string_view name) {
    if (std::find(kProfileFacts.begin(), kProfileFacts.end(), name) == kProfileFacts.end())
        return std::nullopt;
    const auto* profile = services.profiles.find(leg.profile());
    if (profile == nullptr)
        return std::nullopt;
    if (name == "sofia_profile_url")
        return profile->endpoint->url();
    const auto& domain = profile->settings->domain;
    return domain.empty() ? std::nullopt : std::optional(domain);
}

}  // namespace

void each_seldom_fact(const Call& call,
                      const Leg& leg,
                      const Services& services,
                      const SeeFact& see) {
    const auto see_new = [&](std::string_view name, std::string value) {
        if (!leg.variables.has(name) && !leg_fact(call, leg, name))
            see(name, std::move(value));
    };
    for (const auto name : kProfileFacts)
        if (auto value = profile_fact(leg, services, name))
            see_new(name, std::move(*value));
    if (&leg == &call.a())
        each_invite_fact(call, see_new);
}

std::optional<std::string> fact(const Call& call, const Services& services, std::string_view name) {
    return fact(call, call.party(), services, name);
}

std::optional<std::string> fact(const Call& call,
                                const Leg& leg,
                                const Services& services,
                                std::string_view name) {
    if (auto field = profile_field(leg, name))
        return field;
    if (leg.variables.has(name))
        return std::string(leg.variables.get(name));
    if (auto known = leg_fact(call, leg, name))
        return known;
    if (&leg == &call.a() || &leg == &call.party())
        if (auto known = invite_fact(call, name))
            return known;
    if (auto known = profile_fact(leg, services, name))
        return known;
    if (auto known = codec_fact(leg, name))
        return known;
    const auto global = services.settings.globals.find(std::string(name));
    return global == services.settings.globals.end() ? std::nullopt : std::optional(global->second);
}

dialplan::Scope scope_of(const Call& call, const Services& services) {
    return {[&](std::string_view name) { return fact(call, services, name); },
            [&](std::string_view command, std::string_view arguments) {
                if (!services.api)
                    return std::string{};
                if (!base::iequals(command, "sofia_contact"))
                    return services.api(std::string(command), std::string(arguments));
                const auto& variables = call.a().variables;
                const auto agent = variables.get("sip_match_user_agent");
                auto answer = services.api(
                    std::string(command),
                    agent.empty() ? std::string(arguments) : with_agent(arguments, agent));
                const auto excluded = variables.get("sip_exclude_contact");
                return excluded.empty() ? answer : without_contact(answer, excluded);
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
    keep_headers(variables, kInviteHeader, invite.headers);
    // Who the caller says he is, for the dialplan; what passes on is what we assert (RFC 3325 6).
    for (const auto& header : invite.headers)
        for (const auto& [name, variable] : kIdentityHeaders)
            if (base::iequals(name, header.name) && !variables.has(variable))
                variables.set(variable, header.value);
}

}  // namespace sofia::call
