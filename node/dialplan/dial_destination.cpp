#include "dialplan/dial_destination.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::dialplan {
namespace {

// Cuts `text` at the first `separator` and gives what stood before it; all when there is none.
std::string_view take_until(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const auto head = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return head;
}

base::Result<void> expected(std::string_view what) {
    return base::fail(base::ErrorKind::Invalid, fmt::format("expected {}", what));
}

bool has_control(std::string_view text) {
    return std::any_of(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

base::Result<void> read_host(std::string_view text, DialLeg& leg) {
    const bool ipv6 = text.starts_with('[');
    const auto close = ipv6 ? text.find(']') : std::string_view::npos;
    if (ipv6 && close == std::string_view::npos)
        return expected("']' after an IPv6 address");
    const auto colon = text.find(':', ipv6 ? close : 0);
    leg.host = ipv6 ? text.substr(1, close - 1) : text.substr(0, colon);
    if (leg.host.empty())
        return expected("a host after '@'");
    if (colon == std::string_view::npos)
        return ipv6 && close + 1 != text.size() ? expected("':' or nothing after ']'")
                                                : base::Result<void>{};
    const auto port = base::to_number(text.substr(colon + 1));
    if (!port || *port < 1 || *port > 65535)
        return expected("a port from 1 to 65535 after ':'");
    leg.port = static_cast<std::uint16_t>(*port);
    return {};
}

base::Result<void> read_params(std::string_view text, DialLeg& leg) {
    constexpr std::array<std::string_view, 6> kTransports{"udp", "tcp", "tls", "sctp", "ws", "wss"};
    while (!text.empty()) {
        auto param = take_until(text, ';');
        const auto name = take_until(param, '=');
        if (base::iequals(name, "transport") || base::iequals(name, "tport")) {
            leg.transport = base::lower(param);
            if (std::find(kTransports.begin(), kTransports.end(), leg.transport) ==
                kTransports.end())
                return expected(
                    fmt::format("udp, tcp, tls, sctp, ws or wss after 'transport=', "
                                "not '{}'",
                                param));
        } else if (base::iequals(name, "fs_path")) {
            leg.route = base::url_decode(param);
            if (leg.route.empty() || has_control(leg.route))
                return expected("a URI without control characters after 'fs_path='");
        } else if (!name.empty() && !base::iequals(name, "fs_nat") &&
                   !base::iequals(name, "received")) {
            leg.params.emplace_back(name, param);
        }
    }
    return {};
}

// user@host;params^to and its shorter forms, shared by profiles and gateways.
base::Result<void> read_address(std::string_view text, DialLeg& leg) {
    leg.to = text.find('^') == std::string_view::npos ? std::string_view{}
                                                      : text.substr(text.find('^') + 1);
    text = text.substr(0, text.find('^'));
    for (const std::string_view scheme : {"sip:", "sips:"})
        if (text.size() > scheme.size() && base::iequals(text.substr(0, scheme.size()), scheme)) {
            leg.scheme = scheme.substr(0, scheme.size() - 1);
            text.remove_prefix(scheme.size());
            break;
        }
    auto address = take_until(text, ';');
    if (auto read = read_params(text, leg); !read)
        return read;
    // A user part may hold an escaped or plain '@' of its own (RFC 3261 19.1.1 wants it escaped).
    if (const auto at = address.rfind('@'); at != std::string_view::npos) {
        leg.user = address.substr(0, at);
        return read_host(address.substr(at + 1), leg);
    }
    leg.user = address;
    if (leg.user.empty())
        return expected("a user or number");
    return {};
}

base::Result<void> read_gateway(std::string_view text, DialLeg& leg) {
    leg.kind = EndpointKind::Gateway;
    auto name = take_until(text, '/');
    if (const auto colons = name.find("::"); colons != std::string_view::npos) {
        leg.profile = name.substr(0, colons);
        name.remove_prefix(colons + 2);
    }
    leg.gateway = name;
    if (leg.gateway.empty())
        return expected("the name of a gateway after 'sofia/gateway/'");
    if (text.empty())
        return expected(fmt::format("'/' and a number after gateway '{}'", leg.gateway));
    return read_address(text, leg);
}

base::Result<void> read_sofia(std::string_view text, DialLeg& leg) {
    const auto profile = take_until(text, '/');
    if (profile == "gateway")
        return read_gateway(text, leg);
    leg.kind = EndpointKind::Sofia;
    leg.profile = profile;
    if (leg.profile.empty())
        return expected("the name of a profile after 'sofia/'");
    if (text.empty())
        return expected(fmt::format("'/' and an address after profile '{}'", leg.profile));
    if (auto read = read_address(text, leg); !read)
        return read;
    if (!leg.host.empty())
        return {};
    leg.registered = true;
    if (const auto percent = leg.user.rfind('%'); percent != std::string::npos) {
        leg.host = leg.user.substr(percent + 1);
        leg.user.resize(percent);
        if (leg.user.empty() || leg.host.empty())
            return expected("user%domain");
    }
    return {};
}

base::Result<void> read_name_at_domain(std::string_view text, DialLeg& leg) {
    const auto at = text.rfind('@');
    leg.user = text.substr(0, at);
    if (at != std::string_view::npos)
        leg.host = text.substr(at + 1);
    if (leg.user.empty() || (at != std::string_view::npos && leg.host.empty()))
        return expected(fmt::format("{}/NAME or {}/NAME@DOMAIN", leg.endpoint, leg.endpoint));
    return {};
}

}  // namespace

base::Result<void> read_destination(std::string_view text, DialLeg& leg) {
    // A line break would end a header where the address is sent.
    if (has_control(text))
        return expected("no control characters in a destination");
    const bool has_slash = text.find('/') != std::string_view::npos;
    leg.endpoint = base::trim(take_until(text, '/'));
    leg.destination = base::trim(text);
    if (leg.endpoint.empty() || !has_slash)
        return expected("ENDPOINT/DESTINATION, for example user/1000");
    if (leg.endpoint == "sofia")
        return read_sofia(leg.destination, leg);
    if (leg.endpoint == "user" || leg.endpoint == "group") {
        leg.kind = leg.endpoint == "user" ? EndpointKind::User : EndpointKind::Group;
        return read_name_at_domain(leg.destination, leg);
    }
    leg.kind = leg.endpoint == "error" ? EndpointKind::Error : EndpointKind::Unsupported;
    leg.user = leg.destination;
    if (leg.kind == EndpointKind::Error && leg.user.empty())
        return expected("the name of a cause after 'error/'");
    return {};
}

}  // namespace sofia::dialplan
