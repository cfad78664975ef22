#include "sip/digest_params.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

constexpr std::string_view kScheme = "Digest";

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

std::optional<std::string_view> digest_params(std::string_view value) {
    value = base::trim(value);
    if (value.size() <= kScheme.size() || !is_blank(value[kScheme.size()]) ||
        !base::iequals(value.substr(0, kScheme.size()), kScheme) ||
        std::any_of(value.begin(), value.end(), is_control))
        return std::nullopt;
    return value.substr(kScheme.size());
}

bool DigestParamReader::next() {
    skip(',');
    if (text_.empty())
        return false;
    const auto equals = text_.find('=');
    if (equals == std::string_view::npos)
        return fail();
    name_ = base::trim(text_.substr(0, equals));
    text_.remove_prefix(equals + 1);
    skip('\0');
    if (name_.empty() || text_.empty())
        return fail();
    return text_.front() == '"' ? read_quoted() : read_token();
}

void DigestParamReader::skip(char separator) noexcept {
    while (!text_.empty() && (is_blank(text_.front()) || text_.front() == separator))
        text_.remove_prefix(1);
}

bool DigestParamReader::read_quoted() {
    value_.clear();
    for (std::size_t i = 1; i < text_.size(); ++i) {
        if (text_[i] == '"') {
            text_.remove_prefix(i + 1);
            skip('\0');
            return text_.empty() || text_.front() == ',' || fail();
        }
        if (text_[i] == '\\' && ++i == text_.size())
            break;
        value_.push_back(text_[i]);
    }
    return fail();
}

bool DigestParamReader::read_token() {
    const auto end = std::min(text_.find(','), text_.size());
    const auto token = base::trim(text_.substr(0, end));
    if (token.find_first_of(" \t\"=") != std::string_view::npos)
        return fail();
    value_ = token;
    text_.remove_prefix(end);
    return true;
}

std::string quoted_pairs(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result.push_back('\\');
        result.push_back(c);
    }
    return result;
}

}  // namespace sofia::sip
