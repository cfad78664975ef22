#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::client {

/// What a line typed at the console means.
struct TypedLine {
    enum class Kind {
        Nothing,   ///< an empty line
        Quit,      ///< /exit, /quit, /bye, ...
        Help,      ///< /help
        Protocol,  ///< `text` is a command of the protocol, for example "event plain ALL"
        Api,       ///< `text` is a command line for the node
        Unknown,   ///< a slash word that the console does not have
    };
    Kind kind = Kind::Nothing;
    std::string text;
};

/// Reads a line. Slash words are the console's own: /exit /quit /bye /help /event /nixevent
/// /noevents /log /nolog /filter; everything else goes to the node.
TypedLine read_typed_line(std::string_view line);

/// The names that the node has of a kind: "profile", "gateway" (of one profile, by name or alias,
/// of all when it is empty) or "uuid".
using NamesOf =
    std::function<std::vector<std::string>(std::string_view kind, std::string_view profile)>;

/// The words that may stand where the last word of `line` begins; sorted, for Tab. Asks for names
/// only where one may stand.
std::vector<std::string> completions(std::string_view line, const NamesOf& names_of);

/// The text of /help.
std::string console_help();

}  // namespace sofia::client
