#include "sip/sofia/header_text.hpp"

#include <array>
#include <string_view>

namespace sofia::sip::nta {

namespace {

constexpr std::size_t kUsualValueBytes = 1024;

Param param_of(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return {std::string(text), {}};
    return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::string unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
        return std::string(text);
    std::string plain;
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        if (text[at] == '\\' && at + 2 < text.size())
            ++at;
        plain.push_back(text[at]);
    }
    return plain;
}

}  // namespace

std::string value_text(const msg_header_t* header) {
    if (header == nullptr)
        return {};
    std::array<char, kUsualValueBytes> buffer;
    auto length = msg_header_field_e(buffer.data(), buffer.size(), header, 0);
    if (length < 0)
        return {};
    if (static_cast<std::size_t>(length) < buffer.size())
        return {buffer.data(), static_cast<std::size_t>(length)};
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    length = msg_header_field_e(text.data(), text.size(), header, 0);
    text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return text;
}

std::string url_text(const url_t* url) {
    if (url == nullptr)
        return {};
    std::array<char, kUsualValueBytes> buffer;
    const auto length = url_e(buffer.data(), buffer.size(), url);
    if (length < 0)
        return {};
    if (static_cast<std::size_t>(length) < buffer.size())
        return {buffer.data(), static_cast<std::size_t>(length)};
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    url_e(text.data(), text.size(), url);
    text.pop_back();
    return text;
}

std::string text_or_empty(const char* text) {
    return text != nullptr ? std::string(text) : std::string();
}

NameAddr name_addr(const char* display, const url_t* url, const msg_param_t* params) {
    NameAddr address;
    if (display != nullptr)
        address.display = unquoted(display);
    address.uri = url_text(url);
    for (; params != nullptr && *params != nullptr; ++params)
        address.params.push_back(param_of(*params));
    return address;
}

std::vector<std::string> items(const msg_param_t* list) {
    std::vector<std::string> result;
    for (; list != nullptr && *list != nullptr; ++list)
        result.emplace_back(*list);
    return result;
}

}  // namespace sofia::sip::nta
