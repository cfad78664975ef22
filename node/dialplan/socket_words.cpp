#include "dialplan/socket_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::dialplan {
namespace {

constexpr std::string_view kForm = "HOST[:PORT][|HOST[:PORT]...] [async] [full]";

base::Result<SocketServer> invalid(std::string_view text) {
    return base::fail(base::ErrorKind::Invalid, fmt::format("'{}': expected {}", text, kForm));
}

/// The host, and what stands behind it: empty, or a colon and the port. An address of colons is in
/// brackets when a port follows.
std::pair<std::string_view, std::string_view> host_and_rest(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = std::min(text.find(']'), text.size());
        return {text.substr(1, end - 1), text.substr(std::min(end + 1, text.size()))};
    }
    const auto colon = std::min(text.find(':'), text.size());
    if (text.find(':', std::min(colon + 1, text.size())) != std::string_view::npos)
        return {text, {}};
    return {text.substr(0, colon), text.substr(colon)};
}

base::Result<SocketServer> parse_server(std::string_view text) {
    const auto [host, rest] = host_and_rest(text);
    if (host.empty())
        return invalid(text);
    SocketServer server;
    server.host = host;
    if (rest.empty())
        return server;
    const auto port = rest.starts_with(':') ? base::to_number(rest.substr(1)) : std::nullopt;
    if (!port || *port < 1 || *port > 65535)
        return invalid(text);
    server.port = static_cast<std::uint16_t>(*port);
    return server;
}

}  // namespace

base::Result<SocketWords> parse_socket_words(std::string_view data) {
    const auto all = base::words(data);
    SocketWords words;
    for (const auto& one : base::split(all.empty() ? std::string_view{} : all.front(), '|')) {
        auto server = parse_server(one);
        if (!server)
            return tl::unexpected(server.error());
        words.servers.push_back(std::move(*server));
    }
    if (words.servers.empty())
        return tl::unexpected(invalid(data).error());
    for (auto word = all.begin() + 1; word != all.end(); ++word) {
        if (base::iequals(*word, "async"))
            words.is_async = true;
        else if (base::iequals(*word, "full"))
            words.is_full = true;
        else
            return tl::unexpected(invalid(*word).error());
    }
    return words;
}

}  // namespace sofia::dialplan
