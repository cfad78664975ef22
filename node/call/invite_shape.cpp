#include "call/invite_shape.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/text.hpp"
#include "sip/uri.hpp"

namespace sofia::call {
namespace {

constexpr std::array<std::string_view, 5> kUris{"sip_from_uri",
                                                "sip_invite_req_uri",
                                                "sip_invite_to_uri",
                                                "sip_route_uri",
                                                "sip_invite_route_uri"};
constexpr std::array<std::string_view, 4> kAddresses{
    "sip_invite_full_from", "sip_force_full_from", "sip_invite_full_to", "sip_force_full_to"};
constexpr std::array<std::string_view, 3> kParams{
    "sip_invite_params", "sip_invite_from_params", "sip_invite_to_params"};

/// The address as a URI: without the brackets of a Route value; `sip:` is put in front of one
/// without scheme.
std::string as_uri(std::string_view text) {
    text = base::trim(text);
    if (text.size() > 1 && text.front() == '<' && text.back() == '>')
        text = text.substr(1, text.size() - 2);
    for (const std::string_view scheme : {"sip:", "sips:", "tel:"})
        if (base::iequals(text.substr(0, scheme.size()), scheme))
            return std::string(text);
    return "sip:" + std::string(text);
}

/// A URI with further parameters, which are written `a=b;c`.
std::string with_params(std::string uri, std::string_view params) {
    while (params.starts_with(';'))
        params.remove_prefix(1);
    if (params.empty())
        return uri;
    // Headers of a URI come after its parameters (RFC 3261 19.1.1).
    const auto host = uri.find('@');
    const auto at = std::min(uri.find('?', host == std::string::npos ? 0 : host), uri.size());
    return uri.insert(at, ";" + std::string(params));
}

std::string_view first_of(const Variables& variables, std::string_view one, std::string_view two) {
    const auto value = variables.get(one);
    return value.empty() ? variables.get(two) : value;
}

/// Takes display name and URI of a whole From or To; the tag is the dialog's.
void take_address(std::string_view text, sip::NameAddr& into) {
    if (auto address = sip::NameAddr::parse(text)) {
        into.display = std::move(address->display);
        into.uri = std::move(address->uri);
    }
}

tl::unexpected<base::Error> invalid(std::string_view name,
                                    std::string_view value,
                                    std::string_view expected) {
    return base::fail(base::ErrorKind::Invalid,
                      fmt::format("variable {}='{}': expected {}", name, value, expected));
}

base::Result<void> check(const Variables& variables) {
    for (const auto name : kUris)
        if (const auto value = variables.get(name);
            !value.empty() && !sip::Uri::parse(as_uri(value)))
            return invalid(name, value, "a SIP URI");
    for (const auto name : kAddresses)
        if (const auto value = variables.get(name); !value.empty() && !sip::NameAddr::parse(value))
            return invalid(name, value, "an address such as \"Name\" <sip:user@host>");
    for (const auto name : kParams)
        if (const auto value = variables.get(name);
            !value.empty() && !sip::Uri::parse(with_params("sip:a@b", value)))
            return invalid(name, value, "URI parameters such as a=b;c");
    if (const auto domain = variables.get("sip_invite_domain");
        !domain.empty() && !sip::Uri::parse("sip:" + std::string(domain)))
        return invalid("sip_invite_domain", domain, "a host, or host:port");
    if (const auto user = variables.get("sip_contact_user");
        !user.empty() && !sip::Uri::parse("sip:" + std::string(user) + "@a"))
        return invalid("sip_contact_user", user, "the user part of a SIP URI");
    if (const auto transport = variables.get("sip_transport");
        !transport.empty() && transport != "udp" && transport != "tcp" && transport != "tls")
        return invalid("sip_transport", transport, "udp, tcp or tls");
    const auto call_id = variables.get("sip_invite_call_id");
    if (!call_id.empty() && !can_be_call_id(call_id))
        return invalid("sip_invite_call_id", call_id, "a Call-ID without blanks");
    return {};
}

}  // namespace

Privacy read_privacy(std::string_view text) {
    Privacy privacy;
    std::string words(text);
    std::replace(words.begin(), words.end(), ':', ';');
    for (const auto& word : base::split(words, ';')) {
        const auto is = [&](std::string_view one) { return base::iequals(word, one); };
        const bool all = is("user") || is("header") || is("full") || is("yes");
        privacy.name = privacy.name || all || is("hide_name") || is("name");
        privacy.number = privacy.number || all || is("hide_number") || is("number");
        privacy.id = privacy.id || is("id") || privacy.name || privacy.number;
    }
    return privacy;
}

base::Result<void> shape_target(Target& target) {
    const auto& variables = target.variables;
    if (variables.all().empty())
        return {};
    if (auto checked = check(variables); !checked)
        return checked;
    if (const auto uri = variables.get("sip_invite_req_uri"); !uri.empty())
        target.uri = as_uri(uri);
    if (const auto uri = variables.get("sip_invite_to_uri"); !uri.empty())
        target.to_uri = as_uri(uri);
    if (const auto transport = variables.get("sip_transport"); !transport.empty()) {
        const auto uri = sip::Uri::parse(target.uri);
        if (uri && !sip::find_param(uri->params, "transport"))
            target.uri = with_params(target.uri, "transport=" + std::string(transport));
        target.transport = transport;
    }
    target.uri = with_params(std::move(target.uri), variables.get("sip_invite_params"));
    if (const auto uri = variables.get("sip_route_uri"); !uri.empty())
        target.next_hop = as_uri(uri);
    if (const auto uri = variables.get("sip_invite_route_uri"); !uri.empty())
        target.route.insert(target.route.begin(), "<" + as_uri(uri) + ">");
    return {};
}

void take_callers_from(Target& target, std::string_view from, std::string_view privacy) {
    using CallerFrom = gateway::Settings::CallerFrom;
    const auto wanted = target.trunk ? target.trunk->settings().caller_from : CallerFrom::No;
    if (wanted == CallerFrom::No)
        return;
    auto& variables = target.variables;
    const auto own = variables.get("origination_privacy");
    const auto hidden = read_privacy(own.empty() ? privacy : own);
    auto caller = sip::NameAddr::parse(from);
    const auto uri = caller ? sip::Uri::parse(caller->uri) : std::nullopt;
    if (!uri || uri->host.empty() || hidden.name || hidden.number)
        return;
    if (variables.has("sip_invite_domain") || variables.has("sip_invite_full_from") ||
        variables.has("sip_force_full_from"))
        return;
    if (wanted == CallerFrom::Full) {
        caller->params.clear();  // The tag is that of the caller's own dialog.
        variables.set("sip_force_full_from", caller->str());
    } else {
        auto host = *uri;
        host.port = 0;
        variables.set("sip_invite_domain", host.host_port());
    }
}

bool can_be_call_id(std::string_view text) noexcept {
    return !text.empty() && std::none_of(text.begin(), text.end(), [](unsigned char c) {
        return c <= 0x20 || c >= 0x7f || c == ',' || c == ';';
    });
}

void shape_dialog(const Variables& variables, sip::NewDialog& dialog) {
    if (variables.all().empty())
        return;
    if (const auto uri = variables.get("sip_from_uri"); !uri.empty())
        dialog.from.uri = as_uri(uri);
    if (const auto domain = variables.get("sip_invite_domain"); !domain.empty()) {
        const auto from = sip::Uri::parse(dialog.from.uri);
        const auto user = from ? from->user : std::string();
        dialog.from.uri = "sip:" + (user.empty() ? "" : user + "@") + std::string(domain);
    }
    if (const auto display = variables.get("sip_from_display"); !display.empty())
        dialog.from.display = display;
    dialog.from.uri =
        with_params(std::move(dialog.from.uri), variables.get("sip_invite_from_params"));
    dialog.to.uri = with_params(std::move(dialog.to.uri), variables.get("sip_invite_to_params"));
    take_address(first_of(variables, "sip_invite_full_from", "sip_force_full_from"), dialog.from);
    take_address(first_of(variables, "sip_invite_full_to", "sip_force_full_to"), dialog.to);
    dialog.call_id = variables.get("sip_invite_call_id");
    if (const auto user = variables.get("sip_contact_user"); !user.empty())
        dialog.contact_user = user;
}

}  // namespace sofia::call
