#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "event_socket/rendered_event.hpp"

namespace sofia::event_socket {

/// A compiled regular expression; filters.cpp knows how.
class Pattern;

/// The `filter` lines of a client. An event passes when any filter wants it and none forbids it;
/// with forbidding filters only, everything else passes. Source: behaviour-spec 11.3.
class Filters {
  public:
    Filters();
    ~Filters();
    Filters(Filters&&) noexcept;
    Filters& operator=(Filters&&) noexcept;

    /// Adds a filter on a header. `value` may begin with + (wanted, the default) or - (forbidden);
    /// then follows a text, compared without regard to case, or /a regular expression/ with the
    /// optional flag i. Errors: Invalid for a pattern that cannot be compiled.
    base::Result<void> add(std::string header, std::string value);
    /// Takes away the filters on `header`, only those with exactly `value` unless that is empty.
    void remove(std::string_view header, std::string_view value);
    /// Takes all away.
    void clear();
    /// Whether the client shall see the event. Without filters: always.
    bool pass(const RenderedEvent& event) const;

  private:
    struct Filter {
        std::string header;
        /// As the client wrote it.
        std::string value;
        bool wanted = true;
        /// What the header is compared with, unless there is a pattern.
        std::string text;
        std::unique_ptr<Pattern> pattern;
    };
    static bool matches(const Filter& filter, std::string_view value);

    std::vector<Filter> filters_;
};

}  // namespace sofia::event_socket
