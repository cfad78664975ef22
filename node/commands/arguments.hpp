#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::commands {

/// The words of a command, taken one after the other. 'single' and "double" quotes hold blanks
/// together. Views that it gives are good as long as it lives.
class Arguments {
  public:
    explicit Arguments(std::string_view line);

    /// The line as typed, for commands with a grammar of their own.
    const std::string& line() const noexcept { return line_; }
    /// The line behind its first `count` words, as typed, for commands that end in a text.
    std::string_view behind(int count) const noexcept;
    /// Takes the next word; empty when there is none.
    std::string_view take();
    /// Takes the next word only if it is `keyword`, in any case of letters.
    bool take_if(std::string_view keyword);
    /// The next word without taking it; empty when there is none.
    std::string_view peek() const;
    /// How many words are left.
    std::size_t left() const noexcept { return words_.size() - next_; }

  private:
    std::string line_;
    std::vector<std::string> words_;
    std::size_t next_ = 0;
};

}  // namespace sofia::commands
