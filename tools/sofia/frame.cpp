#include "sofia/frame.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::client {
namespace {

/// More header bytes than any event socket sends: the other end is something else.
constexpr std::size_t kMostHeaderBytes = 1024 * 1024;

std::vector<std::pair<std::string, std::string>> read_headers(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> headers;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        if (const auto colon = line.find(':'); colon != std::string_view::npos)
            headers.emplace_back(base::trim(line.substr(0, colon)),
                                 base::trim(line.substr(colon + 1)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return headers;
}

/// A plain event with decoded values; its body follows an empty line.
std::string decoded(std::string_view event) {
    const auto end = std::min(event.find("\n\n"), event.size());
    std::string text;
    for (const auto& [name, value] : read_headers(event.substr(0, end)))
        text += fmt::format("{}: {}\n", name, base::url_decode(value));
    const auto body = event.substr(std::min(end + 2, event.size()));
    return body.empty() ? text : fmt::format("{}\n{}", text, body);
}

}  // namespace

std::string_view Frame::header(std::string_view name) const noexcept {
    for (const auto& [header_name, value] : headers)
        if (base::iequals(header_name, name))
            return value;
    return {};
}

base::Result<std::optional<Frame>> FrameReader::next() {
    const auto end = buffer_.find("\n\n", scanned_);
    if (end == std::string::npos) {
        scanned_ = buffer_.empty() ? 0 : buffer_.size() - 1;
        if (buffer_.size() > kMostHeaderBytes)
            return base::fail(base::ErrorKind::Invalid, "the node does not speak event socket");
        return std::nullopt;
    }
    scanned_ = end;
    Frame frame{read_headers(std::string_view(buffer_).substr(0, end)), ""};
    if (frame.type().empty())
        return base::fail(base::ErrorKind::Invalid, "the node does not speak event socket");
    const auto text = frame.header("Content-Length");
    const auto length = text.empty() ? 0 : base::to_number(text);
    if (!length || *length < 0)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("the node sent Content-Length '{}'", text));
    const auto body = end + 2;
    const auto size = static_cast<std::size_t>(*length);
    if (buffer_.size() - body < size)
        return std::nullopt;
    frame.body = buffer_.substr(body, size);
    buffer_.erase(0, body + size);
    scanned_ = 0;
    return frame;
}

std::string shown(const Frame& frame) {
    auto text = frame.type() == "text/event-plain" ? decoded(frame.body) : frame.body;
    if (!text.empty() && !text.ends_with('\n'))
        text += '\n';
    return text;
}

}  // namespace sofia::client
