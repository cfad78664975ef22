#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/columns.hpp"

namespace sofia::store::postgres {

/// The text form of a one-dimensional PostgreSQL array (manual, 8.15.6), built element by element.
class ArrayLiteral {
  public:
    /// Appends a text, in its portable form (portable_text.hpp).
    void add(std::string_view text);
    /// Appends a number.
    void add(std::int64_t number);
    /// The finished literal, for example `{"a","b\"c"}`; the builder is empty afterwards.
    std::string take();

  private:
    void separate();

    std::string text_ = "{";
};

/// One array a column: the columns of `rows` after those of ownership, in order.
template <class Row>
std::vector<std::string> column_arrays(const std::vector<Row>& rows, const Table& table) {
    std::vector<ArrayLiteral> arrays(table.columns.size());
    for (const auto& row : rows) {
        std::size_t column = 0;
        visit_columns(row, [&]<class T>(std::string_view, const T& member) {
            // The ownership is the batch's, not the row's.
            if (column >= kOwnershipColumns) {
                if constexpr (TextMember<T>)
                    arrays[column].add(std::string_view(text_of(member)));
                else
                    arrays[column].add(number_of(member));
            }
            ++column;
        });
    }
    std::vector<std::string> literals;
    for (std::size_t i = kOwnershipColumns; i < arrays.size(); ++i)
        literals.push_back(arrays[i].take());
    return literals;
}

}  // namespace sofia::store::postgres
