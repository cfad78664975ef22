#include "commands/fixed_table.hpp"

#include <algorithm>

namespace sofia::commands {

FixedTable& FixedTable::row(std::initializer_list<std::string_view> cells) {
    const auto count = std::min(cells.size(), columns_.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& column = columns_[i];
        const auto cell = cells.begin()[i];
        const std::string blanks(column.width - std::min(column.width, cell.size()), ' ');
        text_ += column.align == Column::Align::Right ? blanks : "";
        text_ += cell;
        text_ += column.align == Column::Align::Left ? blanks : "";
        if (i + 1 < count)
            text_ += column.after;
    }
    text_ += '\n';
    return *this;
}

FixedTable& FixedTable::rule() {
    return line(std::string(97, '='));
}

FixedTable& FixedTable::line(std::string_view text) {
    text_ += text;
    text_ += '\n';
    return *this;
}

std::string counted(std::size_t number, std::string_view word, std::string_view plural) {
    std::string text = std::to_string(number) + ' ';
    text += word;
    if (number != 1)
        text += plural;
    return text;
}

}  // namespace sofia::commands
