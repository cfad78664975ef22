#include "call/invite_fact.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace sofia::call {
namespace {

using Read = std::string (*)(const sip::Request& invite);

std::string header(const sip::Request& invite, std::string_view name) {
    return std::string(invite.header(name));
}

/// The parameters of a URI as text, `a=b;c`.
std::string params_of(const std::string& text) {
    std::string params;
    if (const auto uri = sip::Uri::parse(text))
        for (const auto& param : uri->params)
            params.append(params.empty() ? "" : ";")
                .append(param.name)
                .append(param.value.empty() ? "" : "=" + param.value);
    return params;
}

std::string contact_of(const sip::Request& invite) {
    return invite.contacts.empty() ? std::string() : invite.contacts.front().address.uri;
}

std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values)
        text.append(text.empty() ? "" : ",").append(value);
    return text;
}

/// Host and port of the topmost Via; the port is empty when it has none.
std::pair<std::string, std::string> sent_by(const sip::Request& invite) {
    const auto& text = invite.via_host;
    const auto colon = text.rfind(':');
    // The colons of an IPv6 address stand in brackets.
    if (colon == std::string::npos || text.find(']', colon) != std::string::npos)
        return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

struct Row {
    std::string_view name;
    Read read;
};

constexpr std::array<Row, 20> kRows{{
    {"sip_full_from", [](const sip::Request& invite) { return invite.from.str(); }},
    {"sip_full_to", [](const sip::Request& invite) { return invite.to.str(); }},
    {"sip_full_route", [](const sip::Request& invite) { return header(invite, "Route"); }},
    {"sip_invite_record_route",
     [](const sip::Request& invite) { return joined(invite.record_route); }},
    {"sip_via_host", [](const sip::Request& invite) { return sent_by(invite).first; }},
    {"sip_via_port", [](const sip::Request& invite) { return sent_by(invite).second; }},
    {"sip_cseq", [](const sip::Request& invite) { return std::to_string(invite.cseq); }},
    {"sip_subject", [](const sip::Request& invite) { return header(invite, "Subject"); }},
    {"sip_date", [](const sip::Request& invite) { return header(invite, "Date"); }},
    {"sip_allow", [](const sip::Request& invite) { return header(invite, "Allow"); }},
    {"sip_accept_language",
     [](const sip::Request& invite) { return header(invite, "Accept-Language"); }},
    {"sip_supported", [](const sip::Request& invite) { return joined(invite.supported); }},
    {"sip_from_params", [](const sip::Request& invite) { return params_of(invite.from.uri); }},
    {"sip_to_params", [](const sip::Request& invite) { return params_of(invite.to.uri); }},
    {"sip_req_params", [](const sip::Request& invite) { return params_of(invite.uri); }},
    {"sip_contact_params",
     [](const sip::Request& invite) { return params_of(contact_of(invite)); }},
    {"sip_from_user_stripped",
     [](const sip::Request& invite) {
         const auto from = sip::Uri::parse(invite.from.uri);
         auto user = from ? from->user : std::string();
         return user.starts_with('+') ? user.substr(1) : user;
     }},
    {"sip_reason", [](const sip::Request& invite) { return invite.reason; }},
    {"rdnis",
     [](const sip::Request& invite) {
         // RFC 5806: the last diverting user stands first.
         const auto diversion = sip::NameAddr::parse(header(invite, "Diversion"));
         const auto uri = diversion ? sip::Uri::parse(diversion->uri) : std::nullopt;
         return uri ? uri->user : std::string();
     }},
    {"switch_r_sdp", [](const sip::Request& invite) { return invite.body.data; }},
}};

}  // namespace

std::optional<std::string> invite_fact(const Call& call, std::string_view name) {
    const auto& invite = call.a().invite_in;
    if (!invite || call.a().outbound)
        return std::nullopt;
    const auto row =
        std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.name == name; });
    if (row == kRows.end())
        return std::nullopt;
    auto value = row->read(invite->request());
    return value.empty() ? std::nullopt : std::optional(std::move(value));
}

void each_invite_fact(const Call& call, const SeeFact& see) {
    for (const auto& row : kRows)
        if (auto value = invite_fact(call, row.name))
            see(row.name, std::move(*value));
}

}  // namespace sofia::call
