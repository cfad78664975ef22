#include "event_socket/command_parser.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::event_socket {
namespace {

/// A buffer that grew beyond this for one huge command is given back afterwards.
constexpr std::size_t kKeptCapacity = 64 * 1024;

}  // namespace

void CommandParser::feed(std::string_view bytes) {
    buffer_.erase(0, read_);
    scanned_ -= read_;
    read_ = 0;
    if (buffer_.empty() && buffer_.capacity() > kKeptCapacity)
        buffer_ = std::string();
    buffer_.append(bytes);
}

base::Result<std::optional<Command>> CommandParser::next() {
    while (!broken_) {
        if (body_bytes_) {
            if (buffer_.size() - read_ < *body_bytes_)
                return std::nullopt;
            command_.body = buffer_.substr(read_, *body_bytes_);
            read_ += *body_bytes_;
            scanned_ = read_;
            return finish();
        }
        const auto line = take_line();
        if (too_long()) {
            broken_ = base::Error{base::ErrorKind::Overload,
                                  fmt::format("command longer than {} bytes", limit_)};
        } else if (!line) {
            return std::nullopt;
        } else if (line->empty()) {
            if (command_.line.empty())
                used_ = 0;
            else if (const auto result = end_of_headers(); !result)
                broken_ = result.error();
        } else if (command_.line.empty()) {
            command_.line = *line;
        } else if (const auto colon = line->find(':'); colon != std::string_view::npos) {
            command_.headers.emplace_back(base::trim(line->substr(0, colon)),
                                          base::trim(line->substr(colon + 1)));
        }
    }
    return tl::unexpected(*broken_);
}

std::optional<std::string_view> CommandParser::take_line() {
    const auto end = buffer_.find('\n', scanned_);
    if (end == std::string::npos) {
        scanned_ = buffer_.size();
        return std::nullopt;
    }
    auto line = std::string_view(buffer_).substr(read_, end - read_);
    used_ += line.size() + 1;
    read_ = scanned_ = end + 1;
    while (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

/// Reads the length of the body. Errors: Invalid when it is no number, Overload when too long.
base::Result<void> CommandParser::end_of_headers() {
    const auto text = command_.header("Content-Length");
    const auto length = text.empty() ? 0 : base::to_number(text);
    if (!length || *length < 0)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("Content-Length '{}': expected a number", text));
    if (static_cast<std::size_t>(*length) > limit_ - used_)
        return base::fail(base::ErrorKind::Overload,
                          fmt::format("command longer than {} bytes", limit_));
    body_bytes_ = static_cast<std::size_t>(*length);
    return {};
}

bool CommandParser::too_long() const noexcept {
    const auto incomplete_line = scanned_ - read_;
    return used_ + incomplete_line > limit_;
}

Command CommandParser::finish() {
    used_ = 0;
    body_bytes_.reset();
    return std::exchange(command_, {});
}

}  // namespace sofia::event_socket
