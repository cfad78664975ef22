#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "event_socket/command.hpp"

namespace sofia::event_socket {

/// Cuts the bytes of a client into commands, however they were split on the way. Lines end with
/// LF or CRLF; empty lines before a command are skipped. Source: behaviour-spec 11.2.
/// Thread: one at a time.
class CommandParser {
  public:
    /// `limit_bytes` bounds one command: line, headers and body.
    explicit CommandParser(std::size_t limit_bytes) : limit_(limit_bytes) {}

    /// Changes the bound from the next look on.
    void set_limit(std::size_t limit_bytes) noexcept { limit_ = limit_bytes; }
    /// Takes in bytes as they came.
    void feed(std::string_view bytes);
    /// The next complete command; nothing while more bytes are needed.
    /// Errors: Invalid for a Content-Length that is no number, Overload above the limit. The
    /// stream cannot be read any further after an error, which is then given for ever.
    base::Result<std::optional<Command>> next();

  private:
    std::optional<std::string_view> take_line();
    base::Result<void> end_of_headers();
    bool too_long() const noexcept;
    Command finish();

    std::size_t limit_;
    std::string buffer_;
    /// Where the unread part of `buffer_` begins.
    std::size_t read_ = 0;
    /// Up to where the unread part is known to hold no line end.
    std::size_t scanned_ = 0;
    /// Bytes of the command under construction that were already read.
    std::size_t used_ = 0;
    Command command_;
    /// Length of the body once the headers are complete.
    std::optional<std::size_t> body_bytes_;
    std::optional<base::Error> broken_;
};

}  // namespace sofia::event_socket
