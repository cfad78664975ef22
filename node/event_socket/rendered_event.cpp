#include "event_socket/rendered_event.hpp"

#include "base/text.hpp"
#include "event_socket/frames.hpp"

namespace sofia::event_socket {

std::optional<std::string_view> RenderedEvent::header(std::string_view name) const {
    if (lines_.empty())
        lines_ = bus::header_lines(*published_);
    for (const auto& [header_name, value] : lines_)
        if (base::iequals(header_name, name))
            return value;
    return std::nullopt;
}

const std::string& RenderedEvent::frame(bus::Encoding encoding) const {
    auto& frame = frames_.at(static_cast<std::size_t>(encoding));
    if (frame.empty())
        frame = frames::event(encoding, bus::encode(*published_, encoding));
    return frame;
}

}  // namespace sofia::event_socket
