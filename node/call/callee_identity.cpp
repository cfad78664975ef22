#include "call/callee_identity.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "call/invite_shape.hpp"
#include "sip/escape.hpp"
#include "sip/uri.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kName = "callee_id_name";
constexpr std::string_view kNumber = "callee_id_number";
constexpr std::string_view kPrivacy = "callee_id_privacy";

std::string text_of(const Leg& leg, std::string_view first, std::string_view second) {
    const auto value = leg.variables.get(first);
    return std::string(value.empty() ? leg.variables.get(second) : value);
}

/// A number as dialled, without the host that full-id-in-dialplan adds.
std::string number_of(const std::string& destination) {
    return destination.substr(0, destination.find('@'));
}

/// Host and port in a Contact value of ours, without the usual port.
std::string_view host_in(std::string_view contact) {
    contact.remove_prefix(std::min(contact.find('@') + 1, contact.size()));
    auto host = contact.substr(0, contact.find_first_of(";>"));
    if (host.ends_with(":5060"))
        host.remove_suffix(5);
    return host;
}

std::string_view display_type(const Leg& told, const model::ProfileCalls& settings) {
    if (const auto own = told.variables.get("sip_cid_type"); !own.empty())
        return own;
    if (told.trunk && !told.trunk->settings().cid_type.empty())
        return told.trunk->settings().cid_type;
    return settings.caller_id_type;
}

bool hides(std::string_view value) {
    return !value.empty() && !base::iequals(value, "off") && !base::iequals(value, "none");
}

}  // namespace

bool keep_callee(Variables& variables, const sip::Response& response) {
    auto value = response.header("P-Asserted-Identity");
    if (value.empty())
        value = response.header("Remote-Party-ID");
    const auto privacy = response.header("Privacy");
    if (value.empty() && privacy.empty())
        return false;
    forget_callee(variables);
    bool is_private = read_privacy(privacy).id;
    const auto identities = sip::split_list(value);
    if (const auto first =
            identities.empty() ? std::nullopt : sip::NameAddr::parse(identities.front())) {
        if (const auto uri = sip::Uri::parse(first->uri))
            variables.set(kNumber, base::url_decode(uri->user));
        variables.set(kName, first->display);
        is_private = is_private || hides(sip::find_param(first->params, "privacy").value_or("off"));
    }
    if (is_private)
        variables.set(kPrivacy, "true");
    return true;
}

void forget_callee(Variables& variables) {
    for (const auto name : {kName, kNumber, kPrivacy})
        if (variables.has(name))
            variables.set(name, {});
}

Identity callee_of(const Leg& caller) {
    Identity callee{text_of(caller, "effective_callee_id_name", kName),
                    text_of(caller, "effective_callee_id_number", kNumber),
                    caller.variables.has(kPrivacy)};
    if (callee.number.empty())
        callee.number = number_of(caller.destination);
    return callee;
}

Identity identity_of(const Leg& leg) {
    if (!leg.outbound)
        return {leg.caller_id_name,
                leg.caller_id_number,
                read_privacy(leg.variables.get("sip_Privacy")).id};
    Identity callee{std::string(leg.variables.get(kName)),
                    std::string(leg.variables.get(kNumber)),
                    leg.variables.has(kPrivacy)};
    if (callee.number.empty())
        callee.number = number_of(leg.destination);
    return callee;
}

std::optional<sip::Header> display_header(const Leg& told,
                                          const Identity& partner,
                                          const model::ProfileCalls& settings,
                                          std::string_view contact) {
    const auto type = display_type(told, settings);
    if (type == "none" || partner.is_private || partner.number.empty())
        return std::nullopt;
    auto uri = "sip:" + sip::escape_user(partner.number) + "@";
    uri.append(told.trunk ? std::string_view(told.trunk->settings().from_domain)
                          : host_in(contact));
    sip::NameAddr identity{partner.name, std::move(uri), {}};
    if (type == "pid")
        return sip::Header{"P-Asserted-Identity", identity.str()};
    identity.params = {
        {"party", told.outbound ? "calling" : "called"}, {"screen", "yes"}, {"privacy", "off"}};
    return sip::Header{"Remote-Party-ID", identity.str()};
}

}  // namespace sofia::call
