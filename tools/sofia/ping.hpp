#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sofia::client {

/// What a SIP server said to an OPTIONS (RFC 3261 section 11).
struct PingAnswer {
    /// For example "SIP/2.0 200 OK".
    std::string status_line;
    /// From the first byte sent to the answer.
    std::chrono::microseconds took{0};
};

/// Sends one OPTIONS to `uri`, over UDP (repeated as RFC 3261 17.1.2 says) or, with
/// ";transport=tcp", over TCP, and waits for a final answer, whatever it is. A timeout of 0 is two
/// seconds. Errors: Invalid for a URI that cannot be asked, Timeout, Unavailable when the machine
/// refuses.
base::Result<PingAnswer> ping(const std::string& uri, std::chrono::milliseconds timeout);

/// The status line of the response with this Call-ID at the beginning of `bytes`, when it is
/// complete and final; nothing otherwise.
std::optional<std::string> final_answer(std::string_view bytes, std::string_view call_id);

}  // namespace sofia::client
