#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sofia::dialplan {

/// A server that may steer a call.
struct SocketServer {
    /// Name or address; an IPv6 one without its brackets.
    std::string host;
    std::uint16_t port = 8084;

    bool operator==(const SocketServer&) const = default;
};

/// What the application `socket` is told.
struct SocketWords {
    /// Tried in this order; never empty.
    std::vector<SocketServer> servers;
    bool is_async = false;
    bool is_full = false;
};

/// Reads `HOST[:PORT][|HOST[:PORT]...] [async] [full]`. Errors: Invalid, with what is expected.
base::Result<SocketWords> parse_socket_words(std::string_view data);

}  // namespace sofia::dialplan
