#include "commands/listing.hpp"

#include "commands/json_text.hpp"
#include "commands/xml_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::commands {
namespace {

constexpr const char* kSyntax = "expected [count] [as xml|json|delim <text>]";

std::string_view value_of(const Record& row, std::string_view column) {
    const auto found = row.find(column);
    return found == row.end() ? std::string_view{} : std::string_view{found->second};
}

std::string quoted_if_needed(std::string_view value, std::string_view delimiter) {
    std::string text(value);
    if (value.find_first_of("\"\r\n") == std::string_view::npos &&
        value.find(delimiter) == std::string_view::npos)
        return text;
    for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2))
        text.insert(at, 1, '"');
    return '"' + text + '"';
}

std::string delimited(std::span<const std::string_view> columns,
                      const std::vector<Record>& rows,
                      const ListingStyle& style) {
    const auto line = [&](const auto& cell) {
        std::string text;
        for (const auto column : columns) {
            text += column == columns.front() ? "" : style.delimiter;
            text += cell(column);
        }
        return text + '\n';
    };
    std::string text;
    if (!rows.empty() && !style.count_only) {
        text += line([](auto column) { return column; });
        for (const auto& row : rows)
            text += line([&](auto column) {
                return quoted_if_needed(value_of(row, column), style.delimiter);
            });
    }
    return text + '\n' + std::to_string(rows.size()) + " total.\n";
}

std::string json(std::span<const std::string_view> columns,
                 const std::vector<Record>& rows,
                 const ListingStyle& style) {
    nlohmann::ordered_json result{{"row_count", rows.size()}};
    if (!style.count_only)
        for (const auto& row : rows) {
            auto& object = result["rows"].emplace_back(nlohmann::ordered_json::object());
            for (const auto column : columns)
                object[std::string(column)] = value_of(row, column);
        }
    return compact_json(result) + '\n';
}

std::string xml(std::span<const std::string_view> columns,
                const std::vector<Record>& rows,
                const ListingStyle& style) {
    XmlText text;
    text.open(0, "result", "row_count=\"" + std::to_string(rows.size()) + '"');
    int row_id = 0;
    if (!style.count_only)
        for (const auto& row : rows) {
            text.open(2, "row", "row_id=\"" + std::to_string(++row_id) + '"');
            for (const auto column : columns)
                text.element(4, column, value_of(row, column));
            text.close(2, "row");
        }
    text.close(0, "result");
    return text.text();
}

}  // namespace

base::Result<ListingStyle> ListingStyle::parse(Arguments& words) {
    ListingStyle style;
    style.count_only = words.take_if("count");
    if (words.take_if("as")) {
        if (words.take_if("xml"))
            style.form = Form::Xml;
        else if (words.take_if("json"))
            style.form = Form::Json;
        else if (words.take_if("delim") && words.left() > 0)
            style.delimiter = words.take();
        else
            return base::fail(base::ErrorKind::Invalid, kSyntax);
    }
    if (words.left() > 0 || style.delimiter.empty())
        return base::fail(base::ErrorKind::Invalid, kSyntax);
    return style;
}

std::string listing_text(std::span<const std::string_view> columns,
                         const std::vector<Record>& rows,
                         const ListingStyle& style) {
    switch (style.form) {
        case ListingStyle::Form::Xml:
            return xml(columns, rows, style);
        case ListingStyle::Form::Json:
            return json(columns, rows, style);
        case ListingStyle::Form::Text:
            break;
    }
    return delimited(columns, rows, style);
}

}  // namespace sofia::commands
