#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sofia::client {

/// The command line that words on the program's command line mean: joined by blanks, with "sofia"
/// in front when the first is a verb of the command `sofia`. `words` must not be empty.
std::string line_of(const std::vector<std::string>& words);

/// The same command with a JSON reply: `show ...` gets "as json", `sofia ha ...` gets "--json",
/// `sofia status` becomes `sofia jsonstatus`. Errors: Invalid for a command that has no JSON form.
base::Result<std::string> as_json(std::string_view line);

/// Whether the node's reply to a command says that it failed: its first line, or the line after
/// "Reload XML [...]", begins with one of the node's error words.
bool is_failure(std::string_view reply) noexcept;
/// The same of the reply to a command line: the usage text of `sofia` is a failure unless the line
/// asked for it.
bool is_failure(std::string_view line, std::string_view reply);

}  // namespace sofia::client
