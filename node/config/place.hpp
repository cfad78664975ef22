#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/result.hpp"

namespace sofia::config {

/// Where something stands in a configuration file.
struct Place {
    /// Path of the file; shared, because thousands of elements come from few files.
    std::shared_ptr<const std::string> file;
    /// Counted from 1; 0: the file as a whole.
    int line = 0;

    /// `file:line`, or the file alone.
    std::string str() const {
        const std::string_view name = file == nullptr ? std::string_view{} : *file;
        return line == 0 ? std::string(name) : fmt::format("{}:{}", name, line);
    }
};

/// An Invalid error that begins with its place: `file:line: text`.
inline tl::unexpected<base::Error> fail_at(const Place& place, std::string_view text) {
    return base::fail(base::ErrorKind::Invalid, fmt::format("{}: {}", place.str(), text));
}

}  // namespace sofia::config
