#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::client {

/// Something else to watch while the user types: a descriptor, and what to do when it is readable.
/// `readable` gives false when it has ended; nothing more is read from the user then.
struct Watch {
    int descriptor = -1;
    std::function<bool()> readable;
};

/// Lines from the user.
class LineSource {
  public:
    virtual ~LineSource() = default;
    /// The next line without its end; nothing when the user or the watched thing has ended.
    virtual std::optional<std::string> read(const Watch& watch) = 0;
    /// Prints text that ends with a line end, also while a line is being typed.
    virtual void print(std::string_view text) = 0;
};

/// Lines of standard input as they are, without prompt or editing.
std::unique_ptr<LineSource> plain_lines();

/// Lines typed at a terminal, with editing, Tab completion and a history that is kept in
/// `history_file` (none when empty).
std::unique_ptr<LineSource> edited_lines(
    std::string prompt,
    std::string history_file,
    std::function<std::vector<std::string>(std::string_view line)> completions);

}  // namespace sofia::client
