#include "config/checked_values.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sip/uri.hpp"

namespace sofia::config {
namespace {

using base::Result;
using model::Profile;

bool is_made_of(std::string_view text, std::string_view more) {
    return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return (c < 0x80 && std::isalnum(c) != 0) || more.find(char(c)) != std::string_view::npos;
    });
}

/// A host as a parsed URI has it: a name, an IPv4 address, or an IPv6 address without brackets.
bool is_host(const std::string& host) {
    if (host.find(':') != std::string::npos)
        return model::Network::parse(host).has_value() && host.find('/') == std::string::npos;
    return !host.empty() && is_made_of(host, ".-_");
}

bool has_scheme(std::string_view uri) {
    const auto scheme = base::lower(uri.substr(0, 5));
    return scheme.starts_with("sip:") || scheme == "sips:";
}

}  // namespace

Result<void> set_outbound_proxy(const Parameter&, const Given& given, Profile& profile) {
    auto value = base::trim(given.value);
    if (value.starts_with('<') && value.ends_with('>'))
        value = value.substr(1, value.size() - 2);
    if (value.empty()) {
        profile.calls.outbound_proxy.clear();
        return {};
    }
    auto text = has_scheme(value) ? std::string(value) : "sip:" + std::string(value);
    const auto uri = sip::Uri::parse(text);
    if (!uri || !is_host(uri->host) || text.find_first_of(" \t<>\"") != std::string::npos)
        return base::fail(base::ErrorKind::Invalid,
                          "a SIP URI, a host or host:port, as in sip:proxy.example:5060");
    profile.calls.outbound_proxy = std::move(text);
    return {};
}

Result<void> set_sip_domain(const Parameter&, const Given& given, Profile& profile) {
    const auto value = std::string(base::trim(given.value));
    const auto uri = sip::Uri::parse("sip:" + value);
    if (!value.empty() && (!uri || !is_host(uri->host) || !base::iequals(uri->host_port(), value)))
        return base::fail(base::ErrorKind::Invalid,
                          "a host name or an address without port, IPv6 in brackets");
    if (uri && uri->port != 0)
        return base::fail(base::ErrorKind::Invalid,
                          "a host name or an address without port; sip-port is added");
    profile.address.sip_domain = value;
    return {};
}

Result<void> set_contact_user(const Parameter&, const Given& given, Profile& profile) {
    const auto value = base::trim(given.value);
    if (!is_made_of(value, "-_.!~*'()%&=+$,;?/"))
        return base::fail(base::ErrorKind::Invalid,
                          "the user part of a SIP URI: letters, digits and -_.!~*'()&=+$,;?/");
    profile.address.contact_user =
        value.empty() ? model::ProfileAddress{}.contact_user : std::string(value);
    return {};
}

Result<void> set_dialplan(const Parameter&, const Given& given, Profile& profile) {
    for (const auto& kind : base::split(given.value, ','))
        if (const auto name = base::trim(kind); !name.empty() && !base::iequals(name, "XML"))
            given.warnings.add(given.place,
                               fmt::format("{}: parameter '{}': there is no dialplan '{}'; calls "
                                           "are routed by XML alone",
                                           given.owner,
                                           given.name,
                                           name));
    profile.calls.dialplan = "XML";
    return {};
}

}  // namespace sofia::config
