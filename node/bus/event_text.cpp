#include "bus/event_text.hpp"

#include <ctime>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sofia::bus {
namespace {

std::string date(base::WallTime time, bool gmt) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    if (gmt)
        gmtime_r(&seconds, &parts);
    else
        localtime_r(&seconds, &parts);
    char text[64];
    const auto length = std::strftime(
        text, sizeof text, gmt ? "%a, %d %b %Y %H:%M:%S GMT" : "%Y-%m-%d %H:%M:%S", &parts);
    return {text, length};
}

std::string_view file_name(std::string_view path) {
    return path.substr(path.find_last_of('/') + 1);
}

bool is_name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// A header name as an XML element name (XML 1.0 section 2.3, ASCII part).
std::string xml_name(std::string_view header) {
    std::string name;
    for (const char c : header) {
        const bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
        name.push_back(is_name_start(c) || inner ? c : '_');
    }
    if (name.empty() || !is_name_start(name.front()))
        name.insert(name.begin(), '_');
    return name;
}

/// Text as XML character data; bytes that XML 1.0 cannot carry at all become '?'.
std::string xml_text(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r')
            result.push_back('?');
        else
            result.push_back(c);
    }
    return result;
}

std::string plain(const Published& published) {
    std::string text;
    for (const auto& [name, value] : header_lines(published)) {
        text += name;
        text += ": ";
        text += value.empty() ? "_undef_" : event_escape(value);
        text += '\n';
    }
    const auto& body = published.event.body;
    if (!body.empty())
        text += fmt::format("Content-Length: {}\n", body.size());
    text += '\n';
    return text + body;
}

std::string json(const Published& published) {
    auto object = nlohmann::ordered_json::object();
    for (auto& [name, value] : header_lines(published)) {
        auto& entry = object[name];
        if (entry.is_null())
            entry = std::move(value);
        else if (entry == value)
            continue;  // Said twice: who reads a text is not to find a list.
        else if (entry.is_array())
            entry.push_back(std::move(value));
        else
            entry = nlohmann::ordered_json::array({entry, std::move(value)});
    }
    const auto& body = published.event.body;
    if (!body.empty()) {
        object["Content-Length"] = std::to_string(body.size());
        object["_body"] = body;
    }
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string xml(const Published& published) {
    std::string text = "<event>\n  <headers>\n";
    for (const auto& [name, value] : header_lines(published))
        text += fmt::format("    <{0}>{1}</{0}>\n", xml_name(name), event_escape(value));
    text += "  </headers>\n";
    const auto& body = published.event.body;
    if (!body.empty())
        text += fmt::format("  <Content-Length>{}</Content-Length>\n  <body>{}</body>\n",
                            body.size(),
                            xml_text(body));
    return text + "</event>\n";
}

}  // namespace

HeaderLines header_lines(const Published& published) {
    const auto& [event, sequence, time, identity, node_headers, where] = published;
    HeaderLines lines{
        {"Event-Name", event.name},
        {"Core-UUID", identity->core_uuid},
        {"FreeSWITCH-Hostname", identity->hostname},
        {"FreeSWITCH-Switchname", identity->switchname},
        {"FreeSWITCH-IPv4", identity->ipv4},
        {"FreeSWITCH-IPv6", identity->ipv6},
        {"Event-Date-Local", date(time, false)},
        {"Event-Date-GMT", date(time, true)},
        {"Event-Date-Timestamp", std::to_string(base::to_epoch_ms(time) * 1000)},
        {"Event-Calling-File", std::string(file_name(where.file_name()))},
        {"Event-Calling-Function", std::string(bare_function_name(where.function_name()))},
        {"Event-Calling-Line-Number", std::to_string(where.line())},
        {"Event-Sequence", std::to_string(sequence)},
    };
    if (!event.subclass.empty())
        lines.emplace_back("Event-Subclass", event.subclass);
    lines.insert(lines.end(), node_headers.begin(), node_headers.end());
    lines.insert(lines.end(), event.headers.begin(), event.headers.end());
    return lines;
}

std::string encode(const Published& published, Encoding encoding) {
    switch (encoding) {
        case Encoding::Plain:
            return plain(published);
        case Encoding::Json:
            return json(published);
        case Encoding::Xml:
            return xml(published);
    }
    return {};
}

std::string event_escape(std::string_view text) {
    static constexpr std::string_view kUnsafe = " \"#%&+:;<=>?@[\\]^`{|}";
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string result;
    result.reserve(text.size() + 16);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < ' ' || byte > '~' || kUnsafe.find(c) != std::string_view::npos) {
            result.push_back('%');
            result.push_back(kDigits[byte >> 4]);
            result.push_back(kDigits[byte & 15]);
        } else {
            result.push_back(c);
        }
    }
    return result;
}

std::string_view bare_function_name(std::string_view signature) noexcept {
    const auto name = signature.substr(0, signature.find('('));
    return name.substr(name.find_last_of(": ") + 1);
}

}  // namespace sofia::bus
