#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sofia::event_socket {

/// What a client sent as one unit: a command line, header lines below it, and a body.
struct Command {
    /// The first line without its line end, never empty.
    std::string line;
    /// `Name: value` lines in the order of arrival; lines without a colon are left out.
    std::vector<std::pair<std::string, std::string>> headers;
    /// As many bytes as the Content-Length header said.
    std::string body;

    /// The first word of the line, as typed.
    std::string_view verb() const noexcept;
    /// The line after its first word, trimmed.
    std::string_view arguments() const noexcept;
    /// The first value of a header, empty when there is none; the case of the name is ignored.
    std::string_view header(std::string_view name) const noexcept;
};

}  // namespace sofia::event_socket
