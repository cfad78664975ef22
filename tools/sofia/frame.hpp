#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace sofia::client {

/// One message of the node: header lines and a body.
struct Frame {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The first value of a header, empty when there is none; the case of the name is ignored.
    std::string_view header(std::string_view name) const noexcept;
    /// Its Content-Type, for example "api/response".
    std::string_view type() const noexcept { return header("Content-Type"); }
};

/// Cuts the node's bytes into frames, however they were split on the way.
class FrameReader {
  public:
    /// Takes in bytes as they came.
    void feed(std::string_view bytes) { buffer_.append(bytes); }
    /// The next complete frame; nothing while more bytes are needed. Errors: Invalid when these
    /// cannot be frames of an event socket.
    base::Result<std::optional<Frame>> next();

  private:
    std::string buffer_;
    /// Up to where the buffer is known to hold no end of headers.
    std::size_t scanned_ = 0;
};

/// What the console prints of a frame that came by itself: an event with its values decoded, a log
/// line, or the text of a notice. Ends with a line end unless it is empty.
std::string shown(const Frame& frame);

}  // namespace sofia::client
