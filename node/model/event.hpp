#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sofia::model {

/// Something that happened, as event-socket clients see it. The header lines that every event has
/// (Event-Name, Core-UUID, Event-Sequence, dates ...) are added by the bus.
struct Event {
    /// Event-Name, for example CHANNEL_ANSWER or CUSTOM.
    std::string name;
    /// Event-Subclass of a CUSTOM event, for example sofia::register; empty otherwise.
    std::string subclass;
    /// Own header lines in the order in which they are shown; a name may repeat.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// Appends a header line and returns the event, for building one in a row.
    Event& add(std::string header, std::string value) {
        headers.emplace_back(std::move(header), std::move(value));
        return *this;
    }
    /// The first value of a header, empty when there is none. Names are compared exactly.
    std::string_view header(std::string_view wanted) const noexcept {
        for (const auto& [header_name, value] : headers)
            if (header_name == wanted)
                return value;
        return {};
    }
};

}  // namespace sofia::model
