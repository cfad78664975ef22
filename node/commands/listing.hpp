#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "commands/arguments.hpp"

namespace sofia::commands {

/// What is known of one listed thing, by column name; a column without entry is shown empty.
using Record = std::map<std::string, std::string, std::less<>>;

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

/// A `show` listing (behaviour-spec 1.11). Text: a line of column names and a line for each row,
/// both only when there are rows, then an empty line and `N total.`; a value with the delimiter,
/// a quote or a line end in it is quoted as in RFC 4180. Json: `{"row_count":N,"rows":[...]}`,
/// `rows` only when there are some. Xml: `<result row_count="N"><row row_id="1">...`.
std::string listing_text(std::span<const std::string_view> columns,
                         const std::vector<Record>& rows,
                         const ListingStyle& style);

}  // namespace sofia::commands
