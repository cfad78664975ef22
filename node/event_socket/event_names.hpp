#pragma once

#include <string>
#include <string_view>

namespace sofia::event_socket {

/// The event name that a client means, in capitals: one of the names that clients of this protocol
/// know, among them ALL and CUSTOM. Empty when the word is none; case is ignored.
std::string known_event_name(std::string_view word);

}  // namespace sofia::event_socket
