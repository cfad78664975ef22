#pragma once

#include <string>
#include <string_view>

#include "base/log.hpp"

namespace sofia::base {

/// Opens a second way into the log, past the logger and its locks: to `file`, or standard error
/// when empty. Called by open_log(). A file that cannot be opened leaves standard error.
void open_last_line(const std::string& file) noexcept;

/// Where that way leads. Async-signal-safe.
int last_line_descriptor() noexcept;

/// Writes one line in the form of the log. It takes no lock and asks for no memory, so that it
/// works while another thread hangs inside of the logger or the allocator; text beyond 900 bytes is
/// cut. Whoever waits in `log` on the event socket does not see it. Thread: any. Async-signal-safe.
void write_last_line(LogLevel level, Area area, std::string_view text) noexcept;

}  // namespace sofia::base
