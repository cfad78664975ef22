#pragma once

#include <cstddef>

namespace sofia::sip::nta {

/// While one of these exists, a name server without a route is one that has not been connected to
/// yet. The resolver of 1.12.11 connects a datagram socket to each of its servers once; when that
/// fails, it tries again at once, for ever, and the SIP thread never returns. Here it is told that
/// the socket is connected; what it then sends fails, the look-up ends, and the request with it
/// (RFC 3263 4.3, a 503). Each question that follows tries to connect anew, so that the server is
/// asked as soon as there is a route. The log says when one is missed, and when it is there again.
/// Thread: any.
class NameServers {
  public:
    NameServers();
    NameServers(const NameServers&) = delete;
    NameServers& operator=(const NameServers&) = delete;
    ~NameServers();

    /// How many sockets wait for a route.
    static std::size_t without_route();
};

}  // namespace sofia::sip::nta
