#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sofia::bus {

/// The event name that a client means, in capitals: one of the names that clients of this protocol
/// know, among them ALL and CUSTOM. Empty when the word is none; case is ignored.
std::string known_event_name(std::string_view word);

/// How many names there are.
inline constexpr std::size_t kEventNames = 93;
/// The number of a name in capitals, from 0 to kEventNames - 1; nothing when it is none.
std::optional<std::size_t> event_number(std::string_view name) noexcept;

}  // namespace sofia::bus
