#pragma once

#include <string>

#include "sip/message.hpp"

namespace sofia::sip {

/// What the body of a message is for (RFC 3261 20.11).
struct Disposition {
    /// In small letters; without the header "session" for SDP, "render" for anything else.
    std::string type;
    /// Whether whoever does not understand it is to go on without it.
    bool is_optional = false;

    bool operator==(const Disposition&) const = default;
};

/// The Content-Disposition of a message. Pure.
Disposition disposition_of(const MessageHead& message);

/// Whether the body is the description of a session: SDP (RFC 3261 13.2.1) that is for nothing
/// else. Pure.
bool is_description(const MessageHead& message);

}  // namespace sofia::sip
