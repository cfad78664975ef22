#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace sofia::sip::nta {

/// Has the kernel look after the connections that are accepted on these ports of ours: a peer that
/// is silent for `idle` is asked, and the connection of one that has gone is closed. Connections
/// inherit it from the socket that listens; those that we open are not meant. \return how many
/// sockets it was set on; none is logged as a warning.
int keep_alive(const std::vector<std::uint16_t>& ports, std::chrono::seconds idle);

}  // namespace sofia::sip::nta
