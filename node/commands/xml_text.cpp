#include "commands/xml_text.hpp"

#include <algorithm>
#include <cstdint>

namespace sofia::commands {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

struct Decoded {
    std::uint32_t code = kReplacement;
    std::size_t length = 1;
};

/// The first character of a text; U+FFFD for a byte that begins no valid sequence (RFC 3629).
Decoded decode_utf8(std::string_view text) noexcept {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length)
        return {};
    std::uint32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0) != 0x80)
            return {};
        code = (code << 6) | (next & 0x3FU);
    }
    const std::uint32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < least || code > 0x10FFFF || surrogate)
        return {};
    return {code, length};
}

/// Whether XML 1.0 section 2.2 allows the character.
bool is_xml_char(std::uint32_t code) noexcept {
    return code == '\t' || code == '\n' || code == '\r' ||
           (code >= 0x20 && code != 0xFFFE && code != 0xFFFF);
}

/// Whether a byte is a character that stands for itself.
bool is_plain(char letter) noexcept {
    return letter >= ' ' && letter <= '~' && letter != '&' && letter != '<' && letter != '>' &&
           letter != '"';
}

void append_escaped(std::string& result, std::string_view text) {
    while (!text.empty()) {
        const auto special = std::find_if_not(text.begin(), text.end(), is_plain);
        const auto plain = static_cast<std::size_t>(special - text.begin());
        result += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            return;
        const auto [code, length] = decode_utf8(text);
        text.remove_prefix(length);
        if (code == '&')
            result += "&amp;";
        else if (code == '<')
            result += "&lt;";
        else if (code == '>')
            result += "&gt;";
        else if (code == '"')
            result += "&quot;";
        else if (code < 0x80 && is_xml_char(code))
            result.push_back(static_cast<char>(code));
        else
            result += "&#" + std::to_string(is_xml_char(code) ? code : kReplacement) + ';';
    }
}

}  // namespace

std::string xml_escape(std::string_view text) {
    std::string result;
    result.reserve(text.size() + 16);
    append_escaped(result, text);
    return result;
}

void append_xml_element(std::string& text,
                        int indent,
                        std::string_view name,
                        std::string_view value) {
    text.append(static_cast<std::size_t>(indent), ' ').append("<").append(name).append(">");
    append_escaped(text, value);
    text.append("</").append(name).append(">\n");
}

XmlText& XmlText::declaration() {
    text_ += "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";
    return *this;
}

XmlText& XmlText::open(int indent, std::string_view name, std::string_view attributes) {
    text_.append(static_cast<std::size_t>(indent), ' ').append("<").append(name);
    if (!attributes.empty())
        text_.append(" ").append(attributes);
    text_ += ">\n";
    return *this;
}

XmlText& XmlText::element(int indent, std::string_view name, std::string_view value) {
    append_xml_element(text_, indent, name, value);
    return *this;
}

XmlText& XmlText::line(std::string_view text) {
    text_.append(text).append(1, '\n');
    return *this;
}

XmlText& XmlText::close(int indent, std::string_view name) {
    text_.append(static_cast<std::size_t>(indent), ' ').append("</").append(name).append(">\n");
    return *this;
}

}  // namespace sofia::commands
