#include "call/offer.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "call/session_terms.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kProduct = "SofiaNode/0.1.0";

std::string caller_uri(const Offer& offer, std::string_view our_url) {
    sip::Uri uri;
    if (const auto ours = sip::Uri::parse(our_url)) {
        uri.host = ours->host;
        uri.port = ours->port == 5060 ? std::uint16_t{0} : ours->port;
    }
    uri.user = base::url_encode(offer.caller_number);
    return uri.str();
}

/// Who calls, as the gateway shall see it: the account, or the caller in the account's domain.
std::string trunk_uri(const gateway::Settings& gateway, const Offer& offer) {
    if (!gateway.caller_id_in_from || offer.caller_number.empty())
        return gateway.from_uri;
    return "sip:" + base::url_encode(offer.caller_number) + "@" + gateway.from_domain;
}

void add_identity(sip::Outgoing& invite,
                  const Offer& offer,
                  const std::string& type,
                  std::string_view contact,
                  const gateway::Trunk* trunk) {
    if (type == "none" || offer.caller_number.empty())
        return;
    sip::NameAddr identity{offer.caller_name, {}, {}};
    if (trunk != nullptr)
        identity.uri =
            "sip:" + base::url_encode(offer.caller_number) + "@" + trunk->settings().from_domain;
    else if (const auto us = sip::NameAddr::parse(contact))
        identity.uri = caller_uri(offer, us->uri);
    if (type == "pid") {
        invite.headers.push_back({"P-Asserted-Identity", identity.str()});
    } else {
        identity.params = {{"party", "calling"}, {"screen", "yes"}, {"privacy", "off"}};
        invite.headers.push_back({"Remote-Party-ID", identity.str()});
    }
}

}  // namespace

sip::NewDialog compose_dialog(const Target& target, const Offer& offer, std::string_view our_url) {
    sip::NewDialog dialog;
    dialog.from = {
        offer.caller_name,
        target.trunk ? trunk_uri(target.trunk->settings(), offer) : caller_uri(offer, our_url),
        {}};
    dialog.to = {{}, target.to_uri.empty() ? target.uri : target.to_uri, {}};
    dialog.target = target.uri;
    dialog.route = target.route;
    dialog.next_hop = target.next_hop;
    dialog.contact_user = target.variables.get("sip_contact_user");
    dialog.tag_mark = offer.tag_mark;
    return dialog;
}

sip::Outgoing compose_invite(const Target& target,
                             const Offer& offer,
                             const model::ProfileCalls& settings,
                             std::string contact,
                             std::chrono::seconds least_session) {
    sip::Outgoing invite;
    invite.method = sip::Method::Invite;
    invite.body = offer.sdp;
    const auto* trunk = target.trunk.get();
    const bool has_own_type = trunk != nullptr && !trunk->settings().cid_type.empty();
    add_identity(invite,
                 offer,
                 has_own_type ? trunk->settings().cid_type : settings.caller_id_type,
                 contact,
                 trunk);
    invite.headers.push_back({"Contact", std::move(contact)});
    invite.headers.push_back({"Max-Forwards", std::to_string(offer.max_forwards)});
    invite.headers.push_back({"Allow", std::string(allowed_methods())});
    // A reliable answer to an INVITE without offer would be the offer, which we take in 2xx alone.
    if (settings.enable_100rel && !offer.sdp.empty())
        invite.headers.push_back({"Supported", "100rel"});
    offer_session(invite.headers, session_rules(settings), {}, least_session);
    if (auto agent = user_agent(settings); !agent.empty())
        invite.headers.push_back({"User-Agent", std::move(agent)});
    constexpr std::string_view kHeaderPrefix = "sip_h_";
    // What the leg itself says replaces what the caller's leg passes on.
    for (const auto& header : offer.headers)
        if (!target.variables.has(std::string(kHeaderPrefix) + header.name))
            invite.headers.push_back(header);
    for (const auto& [name, value] : target.variables.all())
        if (name.starts_with(kHeaderPrefix))
            invite.headers.push_back({name.substr(kHeaderPrefix.size()), value});
    return invite;
}

std::string user_agent(const model::ProfileCalls& settings) {
    if (settings.user_agent_string == "_undef_")
        return {};
    return settings.user_agent_string.empty() ? std::string(kProduct) : settings.user_agent_string;
}

std::string_view allowed_methods() noexcept {
    return "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, REGISTER";
}

std::string reason_header(const model::HangupCause& cause) {
    if (cause.q850 > 0 && cause.q850 < 128)
        return fmt::format("Q.850;cause={};text=\"{}\"", cause.q850, cause.name);
    // The private causes are no numbers of Q.850; each has a status of SIP (RFC 3326 section 2).
    return fmt::format("SIP;cause={};text=\"{}\"", model::status_of_cause(cause), cause.name);
}

model::HangupCause cause_of_reason(std::string_view reason, const model::HangupCause& fallback) {
    for (const auto& value : sip::split_list(reason)) {
        const auto parts = base::split(value, ';');
        if (parts.empty())
            continue;
        const auto number = std::find_if(parts.begin(), parts.end(), [](const auto& part) {
            return base::iequals(part.substr(0, 6), "cause=");
        });
        if (number == parts.end())
            continue;
        const auto cause = base::to_number(std::string_view(*number).substr(6));
        if (cause && base::iequals(parts.front(), "Q.850") && *cause > 0 && *cause < 128)
            return model::cause_of_q850(static_cast<int>(*cause));
        if (cause && base::iequals(parts.front(), "SIP") && *cause >= 200 && *cause < 700)
            return model::cause_of_status(static_cast<int>(*cause));
    }
    return fallback;
}

}  // namespace sofia::call
