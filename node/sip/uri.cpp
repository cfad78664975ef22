#include "sip/uri.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// What no URI may hold: control characters and blanks would end a header line or value, and the
/// brackets and quotes would end the place in which the URI stands.
bool breaks_out(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f || c == '<' || c == '>' || c == '"';
}

bool is_host_name(std::string_view host) noexcept {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
    });
}

bool is_ipv6_text(std::string_view host) noexcept {
    return host.find(':') != std::string_view::npos &&
           std::all_of(
               host.begin(), host.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

bool read_port(std::string_view text, std::uint16_t& port) noexcept {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

/// Reads "host", "host:port" or "[ipv6]:port", all of `text`.
bool read_host_port(std::string_view text, Uri& uri) {
    std::string_view port;
    if (!text.empty() && text.front() == '[') {
        const auto end = text.find(']');
        if (end == std::string_view::npos || !is_ipv6_text(text.substr(1, end - 1)))
            return false;
        uri.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const auto end = std::min(text.find(':'), text.size());
        if (!is_host_name(text.substr(0, end)))
            return false;
        uri.host = text.substr(0, end);
        port = text.substr(end);
    }
    return port.empty() || (port.front() == ':' && read_port(port.substr(1), uri.port));
}

/// Reads ";name=value;name" into `params`. Empty parts are passed over, as peers send them.
bool read_uri_params(std::string_view text, std::vector<Param>& params) {
    while (!text.empty()) {
        text.remove_prefix(1);
        const auto end = std::min(text.find(';'), text.size());
        const auto part = text.substr(0, end);
        const auto equals = std::min(part.find('='), part.size());
        if (equals == 0 && !part.empty())
            return false;
        if (!part.empty())
            params.push_back({std::string(part.substr(0, equals)),
                              std::string(part.substr(std::min(equals + 1, part.size())))});
        text.remove_prefix(end);
    }
    return true;
}

void append_params(std::string& text, const std::vector<Param>& params) {
    for (const auto& param : params) {
        text.append(";").append(param.name);
        if (!param.value.empty())
            text.append("=").append(param.value);
    }
}

}  // namespace

std::optional<std::string_view> find_param(const std::vector<Param>& params,
                                           std::string_view name) noexcept {
    for (const auto& param : params)
        if (base::iequals(param.name, name))
            return param.value;
    return std::nullopt;
}

std::optional<Uri> Uri::parse(std::string_view text) {
    if (std::any_of(text.begin(), text.end(), breaks_out))
        return std::nullopt;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    Uri uri;
    uri.scheme = base::lower(text.substr(0, colon));
    const bool is_tel = uri.scheme == "tel";
    if (!is_tel && uri.scheme != "sip" && uri.scheme != "sips")
        return std::nullopt;
    auto rest = text.substr(colon + 1);

    // The user part may itself hold ';' and '?' (RFC 3261 25.1 user-unreserved), so it ends first.
    const auto at = is_tel ? std::string_view::npos : rest.find('@');
    if (at != std::string_view::npos) {
        const auto user_info = rest.substr(0, at);
        const auto password = std::min(user_info.find(':'), user_info.size());
        if (password == 0)
            return std::nullopt;
        uri.user = user_info.substr(0, password);
        uri.password = user_info.substr(std::min(password + 1, user_info.size()));
        rest.remove_prefix(at + 1);
    }
    if (const auto question = rest.find('?'); question != std::string_view::npos) {
        uri.headers = rest.substr(question + 1);
        rest = rest.substr(0, question);
    }
    const auto semicolon = std::min(rest.find(';'), rest.size());
    if (is_tel) {
        uri.user = rest.substr(0, semicolon);
        if (uri.user.empty())
            return std::nullopt;
    } else if (!read_host_port(rest.substr(0, semicolon), uri)) {
        return std::nullopt;
    }
    if (!read_uri_params(rest.substr(semicolon), uri.params))
        return std::nullopt;
    return uri;
}

std::string Uri::host_port() const {
    std::string text;
    text.reserve(host.size() + 8);
    if (host.find(':') != std::string::npos)
        text.append("[").append(host).append("]");
    else
        text.append(host);
    if (port != 0)
        text.append(":").append(std::to_string(port));
    return text;
}

std::string Uri::str() const {
    std::string text;
    text.reserve(scheme.size() + user.size() + host.size() + 32);
    text.append(scheme).append(":").append(user);
    if (!password.empty())
        text.append(":").append(password);
    if (!user.empty() && scheme != "tel")
        text.append("@");
    text.append(host_port());
    append_params(text, params);
    if (!headers.empty())
        text.append("?").append(headers);
    return text;
}

bool equivalent(const Uri& left, const Uri& right) noexcept {
    if (left.scheme != right.scheme || left.user != right.user || left.password != right.password ||
        left.port != right.port || left.headers != right.headers ||
        !base::iequals(left.host, right.host))
        return false;
    // These count even when only one side has them; any other only when both do (RFC 3261 19.1.4).
    constexpr std::string_view kAlwaysCompared[] = {"user", "ttl", "method", "maddr", "transport"};
    for (const auto name : kAlwaysCompared)
        if (find_param(left.params, name).has_value() != find_param(right.params, name).has_value())
            return false;
    return std::all_of(left.params.begin(), left.params.end(), [&](const Param& param) {
        const auto other = find_param(right.params, param.name);
        return !other || base::iequals(*other, param.value);
    });
}

}  // namespace sofia::sip
