#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sofia::client {

/// When a wait gives up; nothing waits for ever.
using Deadline = std::optional<std::chrono::steady_clock::time_point>;

/// Waits until the socket is ready for `events` of poll(2); false when the deadline has passed.
bool wait_for(int fd, short events, Deadline deadline);

/// A non-blocking socket connected to the first address of `host` that accepts; the caller closes
/// it. `type` is SOCK_STREAM or SOCK_DGRAM. Errors: Unavailable with the reason of the last
/// address.
base::Result<int> connect_to(const std::string& host,
                             std::uint16_t port,
                             int type,
                             Deadline deadline);

/// The error of a wait that has passed its deadline.
tl::unexpected<base::Error> timed_out(std::string_view waiting_for);

}  // namespace sofia::client
