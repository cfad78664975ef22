#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sofia::sip {

/// A parameter as `name` or `name=value`; the value is kept as it stands on the wire.
struct Param {
    std::string name;
    std::string value;

    bool operator==(const Param&) const = default;
};

/// The value of the first parameter with this name (any case); nothing when absent.
std::optional<std::string_view> find_param(const std::vector<Param>& params,
                                           std::string_view name) noexcept;

/// A SIP or SIPS URI (RFC 3261 section 19.1) as a value. An IPv6 host has no brackets here.
struct Uri {
    std::string scheme = "sip";
    /// User part as on the wire (escapes kept); empty when none.
    std::string user;
    std::string password;
    std::string host;
    /// 0 when the URI names none.
    std::uint16_t port = 0;
    std::vector<Param> params;
    /// What follows '?', without it.
    std::string headers;

    /// Reads a URI without angle brackets. Nothing when it is not a SIP, SIPS or TEL URI. Control
    /// characters are refused, so that no line break reaches a header.
    static std::optional<Uri> parse(std::string_view text);
    /// The URI as text.
    std::string str() const;
    /// "host" or "host:port" with IPv6 in brackets.
    std::string host_port() const;

    bool operator==(const Uri&) const = default;
};

/// Whether two URIs are equal by the rules of RFC 3261 19.1.4: host and parameters in any case,
/// order of parameters of no matter, a port or one of user, ttl, method, maddr and transport that
/// only one side has makes them different. Escapes are compared as written.
bool equivalent(const Uri& left, const Uri& right) noexcept;

/// A From, To, Contact, Route or Path value: display name, URI and header parameters.
struct NameAddr {
    /// Without quotes.
    std::string display;
    /// Text of the URI, without angle brackets.
    std::string uri;
    std::vector<Param> params;

    /// Reads one value (no comma list). Nothing when there is no URI.
    static std::optional<NameAddr> parse(std::string_view text);
    /// `"display" <uri>;params`.
    std::string str() const;
    /// The tag parameter, empty when none.
    std::string_view tag() const noexcept;
};

/// Splits a header value at commas outside of quotes and angle brackets (RFC 3261 7.3.1).
std::vector<std::string> split_list(std::string_view header_value);

}  // namespace sofia::sip
