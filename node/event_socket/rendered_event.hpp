#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bus/event_text.hpp"

namespace sofia::event_socket {

/// An event on its way to several clients: its header lines and frames are made once, when the
/// first client needs them. Thread: IO.
class RenderedEvent {
  public:
    explicit RenderedEvent(std::shared_ptr<const bus::Published> published)
        : published_(std::move(published)) {}

    /// The event without the common lines.
    const model::Event& event() const noexcept { return published_->event; }
    /// The first value of any header line, common ones included; the case of the name is ignored.
    /// Nothing when there is none.
    std::optional<std::string_view> header(std::string_view name) const;
    /// The complete frame in an encoding.
    const std::string& frame(bus::Encoding encoding) const;

  private:
    std::shared_ptr<const bus::Published> published_;
    mutable bus::HeaderLines lines_;
    mutable std::array<std::string, 3> frames_;
};

}  // namespace sofia::event_socket
