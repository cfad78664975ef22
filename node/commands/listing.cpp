#include "commands/listing.hpp"

#include <algorithm>
#include <utility>

#include "commands/json_text.hpp"
#include "commands/xml_text.hpp"

namespace sofia::commands {
namespace {

constexpr const char* kSyntax = "expected [count] [as xml|json|delim <text>]";
/// After so many rows it is known about how long they are.
constexpr std::size_t kSample = 32;

bool is_name(std::string_view name, std::string_view prefix, std::string_view column) {
    return name.size() == prefix.size() + column.size() && name.starts_with(prefix) &&
           name.ends_with(column);
}

void append_quoted_if_needed(std::string& text,
                             std::string_view value,
                             std::string_view delimiter) {
    if (value.find_first_of("\"\r\n") == std::string_view::npos &&
        value.find(delimiter) == std::string_view::npos) {
        text += value;
        return;
    }
    text += '"';
    for (const char letter : value)
        text.append(letter == '"' ? 2 : 1, letter);
    text += '"';
}

}  // namespace

void Record::clear() {
    for (auto& value : values_)
        value.clear();
    next_ = 0;
}

void Record::set(std::string_view prefix, std::string_view column, std::string_view value) {
    for (std::size_t tried = 0; tried < columns_.size(); ++tried) {
        const auto place = (next_ + tried) % columns_.size();
        if (!is_name(columns_[place], prefix, column))
            continue;
        values_[place] = value;
        next_ = place + 1;
        return;
    }
}

std::string_view Record::get(std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    return found == columns_.end() ? std::string_view{}
                                   : values_[static_cast<std::size_t>(found - columns_.begin())];
}

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

ListingWriter::ListingWriter(std::span<const std::string_view> columns,
                             ListingStyle style,
                             std::size_t expected)
    : columns_(columns), style_(std::move(style)), expected_(expected) {}

void ListingWriter::begin() {
    const auto number = std::to_string(expected_);
    const auto head = [&](std::string_view before, std::string_view after) {
        text_ += before;
        number_at_ = text_.size();
        number_length_ = number.size();
        text_.append(number).append(after);
    };
    switch (style_.form) {
        case ListingStyle::Form::Xml:
            return head("<result row_count=\"", "\">\n");
        case ListingStyle::Form::Json:
            return head("{\"row_count\":", ",\"rows\":[");
        case ListingStyle::Form::Text:
            break;
    }
    for (const auto column : columns_)
        text_.append(column == columns_.front() ? "" : style_.delimiter).append(column);
    text_ += '\n';
}

void ListingWriter::add(const Record& row) {
    if (rows_ == 0)
        begin();
    ++rows_;
    switch (style_.form) {
        case ListingStyle::Form::Xml:
            add_xml(row);
            break;
        case ListingStyle::Form::Json:
            add_json(row);
            break;
        case ListingStyle::Form::Text:
            add_text(row);
            break;
    }
    if (rows_ == kSample && expected_ > rows_)
        text_.reserve(text_.size() / rows_ * expected_ / 8 * 9);
}

void ListingWriter::add_text(const Record& row) {
    for (const auto& value : row.values()) {
        if (&value != &row.values().front())
            text_ += style_.delimiter;
        append_quoted_if_needed(text_, value, style_.delimiter);
    }
    text_ += '\n';
}

void ListingWriter::add_json(const Record& row) {
    text_ += rows_ == 1 ? "{" : ",{";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        text_.append(i == 0 ? "\"" : ",\"").append(columns_[i]).append("\":");
        append_json_string(text_, row.values()[i]);
    }
    text_ += '}';
}

void ListingWriter::add_xml(const Record& row) {
    text_.append("  <row row_id=\"").append(std::to_string(rows_)).append("\">\n");
    for (std::size_t i = 0; i < columns_.size(); ++i)
        append_xml_element(text_, 4, columns_[i], row.values()[i]);
    text_ += "  </row>\n";
}

std::string ListingWriter::text() && {
    if (rows_ == 0)
        return count_text(style_, 0);
    const auto number = std::to_string(rows_);
    switch (style_.form) {
        case ListingStyle::Form::Xml:
            text_.replace(number_at_, number_length_, number).append("</result>\n");
            break;
        case ListingStyle::Form::Json:
            text_.replace(number_at_, number_length_, number).append("]}\n");
            break;
        case ListingStyle::Form::Text:
            text_ += count_text(style_, rows_);
            break;
    }
    return std::move(text_);
}

std::string count_text(const ListingStyle& style, std::size_t rows) {
    const auto number = std::to_string(rows);
    switch (style.form) {
        case ListingStyle::Form::Xml:
            return "<result row_count=\"" + number + "\">\n</result>\n";
        case ListingStyle::Form::Json:
            return "{\"row_count\":" + number + "}\n";
        case ListingStyle::Form::Text:
            break;
    }
    return '\n' + number + " total.\n";
}

}  // namespace sofia::commands
