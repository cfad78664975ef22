#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace sofia::commands {

/// One column of a table that scripts cut by position.
struct Column {
    /// Least number of characters; a longer value is never cut.
    std::size_t width = 0;
    enum class Align { Left, Right } align = Align::Left;
    /// What stands between this column and the next one.
    std::string_view after = "\t";
};

/// Text of fixed columns, built line by line. The columns must outlive it.
class FixedTable {
  public:
    explicit FixedTable(std::span<const Column> columns) : columns_(columns) {}

    /// Appends a line of as many cells as there are columns.
    FixedTable& row(std::initializer_list<std::string_view> cells);
    /// Appends the rule that opens and closes tables: 97 times '='.
    FixedTable& rule();
    /// Appends a line as it is.
    FixedTable& line(std::string_view text);

    const std::string& text() const noexcept { return text_; }

  private:
    std::span<const Column> columns_;
    std::string text_;
};

/// "1 profile", "2 profiles", "2 aliases": the number and the word, with `plural` appended unless
/// the number is 1.
std::string counted(std::size_t number, std::string_view word, std::string_view plural = "s");

}  // namespace sofia::commands
