#include "event_socket/command.hpp"

#include "base/text.hpp"

namespace sofia::event_socket {

std::string_view Command::verb() const noexcept {
    const auto text = base::trim(line);
    return text.substr(0, text.find_first_of(" \t"));
}

std::string_view Command::arguments() const noexcept {
    return base::trim(base::trim(line).substr(verb().size()));
}

std::string_view Command::header(std::string_view name) const noexcept {
    for (const auto& [header_name, value] : headers)
        if (base::iequals(header_name, name))
            return value;
    return {};
}

}  // namespace sofia::event_socket
