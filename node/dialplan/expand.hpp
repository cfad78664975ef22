#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sofia::dialplan {

/// Where `${...}` gets its values. Both functions are called on the caller's thread.
struct Scope {
    /// The value of a variable, nothing when it is not set.
    std::function<std::optional<std::string>(std::string_view name)> variable;
    /// The answer of an API command to its arguments; empty when there are no commands here.
    std::function<std::string(std::string_view command, std::string_view arguments)> api;
};

/// Replaces what stands in `${...}`:
///   - `${name}`             the variable, nothing when it is not set;
///   - `${name:offset}`      from `offset`, a negative one counts from the end;
///   - `${name:offset:len}`  at most `len` characters of it;
///   - `${name:-text}`       the variable, `text` when it is not set; a number is an offset;
///   - `${name[i]}`          element `i` of an array value `ARRAY::a|:b`;
///   - `${command(args)}`    the answer of an API command;
///   - `\${`                 a plain `${`.
/// Inner expressions come first: `${user_data(${destination_number}@${domain} var x)}`. A value is
/// not expanded again, so what a peer sent in a header is never run. Deeper than 16 levels the text
/// stays as it is; the result ends at 64 KiB.
std::string expand(std::string_view text, const Scope& scope);

}  // namespace sofia::dialplan
