#include <algorithm>

#include "base/text.hpp"
#include "sip/uri.hpp"

namespace sofia::sip {
namespace {

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

/// The length of the quoted string at the front of `text`, quotes included; npos when it does not
/// end.
std::size_t quoted_length(std::string_view text) noexcept {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return std::string_view::npos;
}

/// The text of a quoted string without quotes and escapes.
std::string unquote(std::string_view quoted) {
    std::string text;
    text.reserve(quoted.size());
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
        if (quoted[i] == '\\' && i + 2 < quoted.size())
            ++i;
        text.push_back(quoted[i]);
    }
    return text;
}

/// Where a part that ends at `stop` ends in `text`, quoted strings passed over; npos when a quote
/// is not closed.
std::size_t find_unquoted(std::string_view text, char stop) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == stop)
            return i;
        if (text[i] == '"') {
            const auto length = quoted_length(text.substr(i));
            if (length == std::string_view::npos)
                return length;
            i += length - 1;
        }
    }
    return text.size();
}

/// Reads ";name=value;name" with blanks around the separators and quoted values.
bool read_params(std::string_view text, std::vector<Param>& params) {
    text = base::trim(text);
    while (!text.empty()) {
        if (text.front() != ';')
            return false;
        text.remove_prefix(1);
        const auto end = find_unquoted(text, ';');
        if (end == std::string_view::npos)
            return false;
        const auto part = base::trim(text.substr(0, end));
        const auto equals = std::min(part.find('='), part.size());
        const auto name = base::trim(part.substr(0, equals));
        if (name.empty() && !part.empty())
            return false;
        if (!part.empty())
            params.push_back(
                {std::string(name),
                 std::string(base::trim(part.substr(std::min(equals + 1, part.size()))))});
        text.remove_prefix(end);
    }
    return true;
}

/// Whether the text begins with a scheme and goes on after it (RFC 3986 3.1).
bool has_scheme(std::string_view text) noexcept {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
        return false;
    const auto is_letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
    return is_letter(text.front()) && std::all_of(text.begin(), text.begin() + colon, [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
           });
}

bool holds_any_of(std::string_view text, std::string_view forbidden) noexcept {
    return text.find_first_of(forbidden) != std::string_view::npos;
}

}  // namespace

std::optional<NameAddr> NameAddr::parse(std::string_view text) {
    text = base::trim(text);
    if (std::any_of(text.begin(), text.end(), is_control))
        return std::nullopt;
    NameAddr result;
    if (!text.empty() && text.front() == '"') {
        const auto length = quoted_length(text);
        if (length == std::string_view::npos)
            return std::nullopt;
        result.display = unquote(text.substr(0, length));
        text = base::trim(text.substr(length));
        if (text.empty() || text.front() != '<')
            return std::nullopt;
    }
    std::string_view params;
    if (const auto open = text.find('<'); open != std::string_view::npos) {
        const auto close = text.find('>', open);
        const auto words = base::trim(text.substr(0, open));
        if (close == std::string_view::npos || holds_any_of(words, "\";,>"))
            return std::nullopt;
        if (!words.empty())
            result.display = words;
        result.uri = base::trim(text.substr(open + 1, close - open - 1));
        params = text.substr(close + 1);
    } else {
        // Without brackets what follows ';' belongs to the header, not to the URI (RFC 3261 20.10).
        const auto end = std::min(text.find(';'), text.size());
        result.uri = base::trim(text.substr(0, end));
        params = text.substr(end);
    }
    if (!has_scheme(result.uri) || holds_any_of(result.uri, " \t<>\""))
        return std::nullopt;
    if (!read_params(params, result.params))
        return std::nullopt;
    return result;
}

std::string NameAddr::str() const {
    std::string text;
    text.reserve(display.size() + uri.size() + 40);
    if (!display.empty()) {
        text.push_back('"');
        for (const char c : display) {
            if (is_control(c))
                continue;
            if (c == '"' || c == '\\')
                text.push_back('\\');
            text.push_back(c);
        }
        text.append("\" ");
    }
    text.append("<").append(uri).append(">");
    for (const auto& param : params) {
        text.append(";").append(param.name);
        if (!param.value.empty())
            text.append("=").append(param.value);
    }
    return text;
}

std::string_view NameAddr::tag() const noexcept {
    return find_param(params, "tag").value_or(std::string_view{});
}

std::vector<std::string> split_list(std::string_view header_value) {
    std::vector<std::string> parts;
    const auto add = [&](std::string_view part) {
        if (part = base::trim(part); !part.empty())
            parts.emplace_back(part);
    };
    std::size_t start = 0;
    bool in_brackets = false;
    for (std::size_t i = 0; i < header_value.size(); ++i) {
        const char c = header_value[i];
        if (c == '"' && !in_brackets) {
            const auto length = quoted_length(header_value.substr(i));
            if (length == std::string_view::npos)
                break;  // An open quote holds the rest together.
            i += length - 1;
        } else if (c == '<') {
            in_brackets = true;
        } else if (c == '>') {
            in_brackets = false;
        } else if (c == ',' && !in_brackets) {
            add(header_value.substr(start, i - start));
            start = i + 1;
        }
    }
    add(header_value.substr(start));
    return parts;
}

}  // namespace sofia::sip
