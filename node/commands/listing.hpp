#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "commands/arguments.hpp"

namespace sofia::commands {

/// One row of a listing: a value for each column. It is made once and filled again for every row,
/// so that a row takes no memory of its own.
class Record {
  public:
    /// `columns` are the names, which outlive the record.
    explicit Record(std::span<const std::string_view> columns)
        : columns_(columns), values_(columns.size()) {}

    /// Empties all columns.
    void clear();
    /// Sets a column; without effect when the listing has none of this name. Found at once when
    /// columns are set in their order.
    void set(std::string_view column, std::string_view value) { set({}, column, value); }
    /// The same for the column whose name is `prefix` and `column`.
    void set(std::string_view prefix, std::string_view column, std::string_view value);
    /// The value of a column, empty when it was not set.
    std::string_view get(std::string_view column) const;

    std::span<const std::string_view> columns() const noexcept { return columns_; }
    /// The values in the order of the columns.
    const std::vector<std::string>& values() const noexcept { return values_; }

  private:
    std::span<const std::string_view> columns_;
    std::vector<std::string> values_;
    /// Where the next column to be set is looked for first.
    std::size_t next_ = 0;
};

/// How a listing is written.
struct ListingStyle {
    enum class Form { Text, Xml, Json } form = Form::Text;
    /// What stands between the columns of Text.
    std::string delimiter = ",";
    /// Only the number of rows.
    bool count_only = false;

    /// Reads `[count] [as xml|json|delim D]`. Errors: Invalid, with the words expected.
    static base::Result<ListingStyle> parse(Arguments& words);
};

/// Writes a `show` listing (behaviour-spec 1.11) row by row. Text: a line of column names and a
/// line for each row, both only when there are rows, then an empty line and `N total.`; a value
/// with the delimiter, a quote or a line end in it is quoted as in RFC 4180. Json:
/// `{"row_count":N,"rows":[...]}`, `rows` only when there are some. Xml:
/// `<result row_count="N"><row row_id="1">...`.
class ListingWriter {
  public:
    /// `columns` outlive the writer. `expected` is about how many rows will come: memory for them
    /// is taken once, because moving a text of many rows takes milliseconds.
    ListingWriter(std::span<const std::string_view> columns,
                  ListingStyle style,
                  std::size_t expected = 0);

    /// Writes a row. Requires: it has these columns.
    void add(const Record& row);
    /// The listing of the rows added, which is given away.
    std::string text() &&;

  private:
    void begin();
    void add_text(const Record& row);
    void add_json(const Record& row);
    void add_xml(const Record& row);

    std::span<const std::string_view> columns_;
    ListingStyle style_;
    std::size_t expected_;
    std::string text_;
    std::size_t rows_ = 0;
    /// The place of the number of rows in front of them: the expected one, until all are written.
    std::size_t number_at_ = 0;
    std::size_t number_length_ = 0;
};

/// A listing that tells only how many rows it would have; also one that has none.
std::string count_text(const ListingStyle& style, std::size_t rows);

}  // namespace sofia::commands
