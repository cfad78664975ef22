#pragma once

#include <string>

#include <sys/socket.h>

namespace sofia::config {

/// An IPv4 or IPv6 address as a literal; empty when it is neither.
std::string text_of(const sockaddr* address);

/// The address from which the machine's packets to the world leave; empty when no route leads
/// there. Asks the routing table alone.
std::string routed_ipv4();
std::string routed_ipv6();

}  // namespace sofia::config
