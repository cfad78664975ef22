#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include "store/columns.hpp"
#include "store/portable_text.hpp"

namespace sofia::store::postgres {

/// A text value for a statement, in its portable form.
inline std::string value_of(const std::string& text) {
    return is_portable(text) ? text : to_portable(text);
}

/// The text of a field as it was given.
inline std::string text_of_field(const pqxx::field& field) {
    return from_portable(std::string(field.c_str(), field.size()));
}

/// The row of a SELECT of all columns. Throws pqxx's exceptions when a column is not what the
/// migrations made it.
template <class Row>
Row read_row(const pqxx::row& fields) {
    Row row;
    int column = 0;
    visit_columns(row, [&]<class T>(std::string_view, T& member) {
        const auto field = fields[column++];
        if constexpr (TextMember<T>)
            set_text(member, text_of_field(field));
        else
            set_number(member, field.as<std::int64_t>());
    });
    return row;
}

/// All rows of a SELECT of all columns.
template <class Row>
std::vector<Row> read_rows(const pqxx::result& result) {
    std::vector<Row> rows;
    rows.reserve(result.size());
    for (const auto& fields : result)
        rows.push_back(read_row<Row>(fields));
    return rows;
}

}  // namespace sofia::store::postgres
