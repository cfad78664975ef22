#include "call/offer.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "call/header_variables.hpp"
#include "call/invite_shape.hpp"
#include "call/session_id.hpp"
#include "call/session_terms.hpp"
#include "sip/escape.hpp"

namespace sofia::call {
namespace {

/// Who calls a leg: what its variables say over what its call says.
struct Caller {
    std::string name;
    std::string number;
    Privacy privacy;
};

/// A leg's own word, or what its call says.
std::string own_or(const Target& target, const char* name, const std::string& otherwise) {
    const auto value = target.variables.get(name);
    return value.empty() ? otherwise : std::string(value);
}

Caller caller_of(const Target& target, const Offer& offer) {
    auto [name, number] = caller_id_of(target, offer);
    return {std::move(name),
            std::move(number),
            read_privacy(own_or(target, "origination_privacy", offer.privacy))};
}

std::string caller_uri(const std::string& number, std::string_view our_url) {
    sip::Uri uri;
    // The host alone, as peers compare it: this says who calls, not which way to call back.
    if (const auto ours = sip::Uri::parse(our_url))
        uri.host = ours->host;
    uri.user = sip::escape_user(number);
    return uri.str();
}

/// The caller's own URI: in the gateway's domain where the call leaves through one, else in ours.
std::string identity_uri(const std::string& number,
                         std::string_view our_url,
                         const gateway::Trunk* trunk) {
    if (trunk != nullptr)
        return "sip:" + sip::escape_user(number) + "@" + trunk->settings().from_domain;
    return caller_uri(number, our_url);
}

/// The From of a leg. A gateway that does not take the caller's number sees its own account, which
/// hides the caller already; otherwise RFC 3323 4.1.1.3 where the caller is not to be known.
sip::NameAddr from_of(const Caller& caller, std::string_view our_url, const gateway::Trunk* trunk) {
    sip::NameAddr from{caller.name, {}, {}};
    if (caller.privacy.name || caller.privacy.number)
        from.display = "Anonymous";
    const bool as_account =
        trunk != nullptr && (!trunk->settings().caller_id_in_from || caller.number.empty());
    if (as_account)
        from.uri = trunk->settings().from_uri;
    else if (caller.privacy.number)
        from.uri = "sip:anonymous@anonymous.invalid";
    else
        from.uri = identity_uri(caller.number, our_url, trunk);
    return from;
}

/// How a leg names its caller: the leg's own word, else its gateway's, else the profile's.
std::string_view identity_type(const Target& target, const model::ProfileCalls& settings) {
    if (const auto own = target.variables.get("sip_cid_type"); !own.empty())
        return own;
    if (target.trunk && !target.trunk->settings().cid_type.empty())
        return target.trunk->settings().cid_type;
    return settings.caller_id_type;
}

void add_identity(sip::Outgoing& invite,
                  const Caller& caller,
                  std::string_view type,
                  std::string_view contact,
                  const gateway::Trunk* trunk) {
    if (type == "none" || caller.number.empty())
        return;
    sip::NameAddr identity{caller.name, {}, {}};
    if (const auto us = sip::NameAddr::parse(contact))
        identity.uri = identity_uri(caller.number, us->uri, trunk);
    const auto& privacy = caller.privacy;
    if (type == "pid") {
        invite.headers.push_back({"P-Asserted-Identity", identity.str()});
        if (privacy.id)
            invite.headers.push_back({"Privacy", "id"});
    } else {
        const bool both = privacy.name == privacy.number;
        const auto* hidden = !privacy.id ? "off" : both ? "full" : privacy.name ? "name" : "uri";
        identity.params = {{"party", "calling"}, {"screen", "yes"}, {"privacy", hidden}};
        invite.headers.push_back({"Remote-Party-ID", identity.str()});
    }
}

/// What makes a phone ring or answer in its own way.
void add_alerting(sip::Outgoing& invite, const Target& target) {
    if (const auto alert = target.variables.get("alert_info"); !alert.empty())
        invite.headers.push_back({"Alert-Info", std::string(alert)});
    if (base::is_true(target.variables.get("sip_auto_answer")))
        invite.headers.push_back({"Call-Info", "<" + target.uri + ">;answer-after=0"});
}

}  // namespace

std::pair<std::string, std::string> caller_id_of(const Target& target, const Offer& offer) {
    return {own_or(target, "origination_caller_id_name", offer.caller_name),
            own_or(target, "origination_caller_id_number", offer.caller_number)};
}

sip::NewDialog compose_dialog(const Target& target, const Offer& offer, std::string_view our_url) {
    sip::NewDialog dialog;
    dialog.from = from_of(caller_of(target, offer), our_url, target.trunk.get());
    dialog.to = {{}, target.to_uri.empty() ? target.uri : target.to_uri, {}};
    dialog.target = target.uri;
    dialog.route = target.route;
    dialog.next_hop = target.next_hop;
    dialog.tag_mark = offer.tag_mark;
    shape_dialog(target.variables, dialog);
    return dialog;
}

std::string gateway_contact(const Target& target,
                            const sip::NewDialog& dialog,
                            const sip::Endpoint& endpoint) {
    if (!target.trunk || dialog.contact_user != "gw+" + target.trunk->settings().name)
        return {};
    const auto& settings = target.trunk->settings();
    return gateway::contact_of(settings, endpoint.contact({}, settings.transport));
}

sip::Outgoing compose_invite(const Target& target,
                             const Offer& offer,
                             const model::ProfileCalls& settings,
                             std::string contact,
                             std::chrono::seconds least_session) {
    sip::Outgoing invite;
    invite.method = sip::Method::Invite;
    invite.body = offer.sdp;
    add_identity(invite,
                 caller_of(target, offer),
                 identity_type(target, settings),
                 contact,
                 target.trunk.get());
    add_alerting(invite, target);
    invite.headers.push_back({"Contact", std::move(contact)});
    invite.headers.push_back({"Max-Forwards", std::to_string(offer.max_forwards)});
    invite.headers.push_back({"Allow", allowed_within_calls(settings.pass_message)});
    if (settings.session_id && !offer.session_id.empty())
        invite.headers.push_back(session_id(offer.session_id, {}));
    // A reliable answer to an INVITE without offer would be the offer, which we take in 2xx alone.
    if (settings.enable_100rel && !offer.sdp.empty())
        invite.headers.push_back({"Supported", "100rel"});
    offer_session(invite.headers, session_rules(settings, target.variables), {}, least_session);
    invite.headers.push_back({"Supported", "replaces, norefersub"});
    // What the leg itself says replaces what the caller's leg passes on.
    auto passed = offer.headers;
    drop_excluded(passed, target.variables);
    for (const auto& header : passed)
        if (!target.variables.has(std::string(kInviteHeader) + header.name))
            invite.headers.push_back(header);
    for (auto& header : headers_of(target.variables, kInviteHeader))
        invite.headers.push_back(std::move(header));
    return invite;
}

std::string supported_extensions(const model::ProfileCalls& settings) {
    std::string supported = "replaces, norefersub";
    if (settings.enable_timer)
        supported += ", timer";
    if (settings.enable_100rel)
        supported += ", 100rel";
    return supported;
}

std::string_view allowed_methods() noexcept {
    return "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, REGISTER";
}

std::string allowed_within_calls(bool takes_message) {
    auto methods = std::string(allowed_methods());
    return takes_message ? methods + ", MESSAGE" : methods;
}

std::string reason_header(const model::HangupCause& cause) {
    if (cause.q850 > 0 && cause.q850 < 128)
        return fmt::format("Q.850;cause={};text=\"{}\"", cause.q850, cause.name);
    // The private causes are no numbers of Q.850; each has a status of SIP (RFC 3326 section 2).
    return fmt::format("SIP;cause={};text=\"{}\"", model::status_of_cause(cause), cause.name);
}

std::string told_reason(const Variables& variables, const std::string& reason) {
    if (!base::is_true(variables.get("disable_q850_reason")))
        return reason;
    std::string told;
    for (const auto& value : sip::split_list(reason))
        if (!base::iequals(std::string_view(value).substr(0, 5), "Q.850"))
            told.append(told.empty() ? "" : ", ").append(value);
    return told;
}

void add_reason(std::vector<sip::Header>& headers,
                const Variables& variables,
                const std::string& reason) {
    if (auto told = told_reason(variables, reason); !told.empty())
        headers.push_back({"Reason", std::move(told)});
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
