#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/sqlite/connection.hpp"

namespace sofia::store::sqlite {

/// Sets $1, $2 ... of an upsert to the columns of `row`, which must stay until the statement ran.
template <class Row>
void bind_row(Statement& statement, const Row& row) {
    std::size_t number = 0;
    visit_columns(row, [&]<class T>(std::string_view, const T& member) {
        if constexpr (TextMember<T>)
            statement.bind(++number, text_of(member));
        else
            statement.bind(++number, number_of(member));
    });
}

/// The row that a SELECT of all columns stands on.
template <class Row>
Row read_row(const Statement& statement) {
    Row row;
    int column = 0;
    visit_columns(row, [&]<class T>(std::string_view, T& member) {
        if constexpr (TextMember<T>)
            set_text(member, statement.text(column++));
        else
            set_number(member, statement.number(column++));
    });
    return row;
}

/// All rows of a SELECT of all columns. Errors: as last_error().
template <class Row>
base::Result<std::vector<Row>> read_rows(Statement& statement) {
    std::vector<Row> rows;
    auto more = statement.step();
    for (; more && *more; more = statement.step())
        rows.push_back(read_row<Row>(statement));
    statement.reset();
    if (!more)
        return tl::unexpected(more.error());
    return rows;
}

}  // namespace sofia::store::sqlite
