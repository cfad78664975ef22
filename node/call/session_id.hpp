#pragma once

#include <string>
#include <string_view>

#include "sip/message.hpp"

namespace sofia::call {

/// Session-ID (RFC 7989): each end of a session has a UUID, and a message names that of its sender
/// and that of its receiver. Between two legs both pass as they are, so that a session has one
/// name on all its way; a peer without one is given one.

/// On a leg: the UUID of its peer. The database has it with the leg.
inline constexpr std::string_view kSessionId = "sofia_session_id";

/// A new UUID, 32 digits of lower-case hex (RFC 7989 4.1).
std::string make_session_id();

/// The sender's UUID in a peer's message, in lower case; empty when it has none, or the nil UUID
/// that stands for none. Pure.
std::string read_session_id(const sip::MessageHead& message);

/// The header line of a message of ours: the UUID of the end that it comes from, and that of the
/// peer it goes to, empty when that is not known. Pure.
sip::Header session_id(std::string_view from, std::string_view to);

}  // namespace sofia::call
