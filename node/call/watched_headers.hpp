#pragma once

#include <string_view>
#include <vector>

#include "call/variables.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// The variable with the names of header lines, separated by commas, of which the event socket
/// hears each time the leg's peer sends one within the call: `sofia::notify_watched_header`.
inline constexpr std::string_view kWatchedHeaders = "sip_watch_headers";

/// The header lines of a message that kWatchedHeaders names, in the order of the message, those
/// that repeat too; names in any case. Of the lines that the stack reads itself there are
/// User-Agent and Reason, after the others.
std::vector<sip::Header> watched_headers(const Variables& variables,
                                         const sip::MessageHead& message);

}  // namespace sofia::call
