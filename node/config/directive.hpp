#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sofia::config {

/// One instruction to the preprocessor.
struct Directive {
    /// For example "set" or "include", in lower case.
    std::string command;
    /// Its argument as written, trimmed; still to be expanded.
    std::string data;
    /// How much of the text it takes up.
    std::size_t length = 0;
};

/// Reads `<X-PRE-PROCESS cmd="..." data="..."/>` at the start of `text`; nothing when there is
/// another element. The name is compared without regard to case; attributes stand in any order and
/// in either quotes.
std::optional<Directive> read_directive(std::string_view text);

/// Reads the old form `<!--#command data-->` at the start of `text`; nothing for a plain comment.
std::optional<Directive> read_comment_directive(std::string_view text);

}  // namespace sofia::config
