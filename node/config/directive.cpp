#include "config/directive.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::config {
namespace {

constexpr std::string_view kName = "<X-PRE-PROCESS";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kCommentOpen = "<!--#";
constexpr std::string_view kCommentClose = "-->";

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

// Takes `name="value"` off the front; nothing when something else stands there.
std::optional<std::pair<std::string_view, std::string_view>> take_attribute(
    std::string_view& text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return std::nullopt;
    const auto name = base::trim(text.substr(0, equals));
    if (name.find_first_of("<>/\"'") != std::string_view::npos)
        return std::nullopt;
    auto rest = text.substr(equals + 1);
    skip_blanks(rest);
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\''))
        return std::nullopt;
    const auto close = rest.find(rest.front(), 1);
    if (close == std::string_view::npos)
        return std::nullopt;
    const auto value = rest.substr(1, close - 1);
    text = rest.substr(close + 1);
    return std::pair{name, value};
}

}  // namespace

std::optional<Directive> read_directive(std::string_view text) {
    if (text.size() <= kName.size() || !base::iequals(text.substr(0, kName.size()), kName) ||
        (kBlanks.find(text[kName.size()]) == std::string_view::npos && text[kName.size()] != '/'))
        return std::nullopt;
    Directive directive;
    auto rest = text.substr(kName.size());
    skip_blanks(rest);
    while (const auto attribute = take_attribute(rest)) {
        if (base::iequals(attribute->first, "cmd"))
            directive.command = base::lower(base::trim(attribute->second));
        else if (base::iequals(attribute->first, "data"))
            directive.data = base::trim(attribute->second);
        skip_blanks(rest);
    }
    const std::string_view close = rest.starts_with("/>") ? "/>" : ">";
    if (!rest.starts_with(close))
        return std::nullopt;
    rest.remove_prefix(close.size());
    directive.length = text.size() - rest.size();
    return directive;
}

std::optional<Directive> read_comment_directive(std::string_view text) {
    const auto close = text.find(kCommentClose);
    if (!text.starts_with(kCommentOpen) || close == std::string_view::npos)
        return std::nullopt;
    const auto inside = base::trim(text.substr(kCommentOpen.size(), close - kCommentOpen.size()));
    const auto blank = std::min(inside.find_first_of(kBlanks), inside.size());
    auto data = base::trim(inside.substr(blank));
    if (data.size() > 1 && data.front() == '"' && data.back() == '"')
        data = base::trim(data.substr(1, data.size() - 2));
    return Directive{
        base::lower(inside.substr(0, blank)), std::string(data), close + kCommentClose.size()};
}

}  // namespace sofia::config
