#include "dialplan/expand.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sofia::dialplan {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxResult = 64 * 1024;
constexpr std::string_view kArray = "ARRAY::";
constexpr std::string_view kArraySeparator = "|:";

// The position of the brace that closes the one before `from`; npos when there is none.
std::size_t closing_brace(std::string_view text, std::size_t from) noexcept {
    int open = 1;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '{')
            ++open;
        else if (text[i] == '}' && --open == 0)
            return i;
    }
    return std::string_view::npos;
}

std::string slice(const std::string& value, long long offset, std::optional<long long> length) {
    const auto size = static_cast<long long>(value.size());
    const auto from = std::clamp(offset < 0 ? size + offset : offset, 0LL, size);
    const auto count = length && *length > 0 ? *length : size;
    return value.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(count));
}

std::string element(std::string_view value, long long index) {
    if (!value.starts_with(kArray))
        return index == 0 ? std::string(value) : std::string();
    value.remove_prefix(kArray.size());
    for (; index > 0; --index) {
        const auto end = value.find(kArraySeparator);
        if (end == std::string_view::npos)
            return {};
        value.remove_prefix(end + kArraySeparator.size());
    }
    return std::string(value.substr(0, value.find(kArraySeparator)));
}

/// Whether this is `offset` or `offset:length`.
bool is_slice(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    return base::to_number(text.substr(0, colon)) &&
           (colon == text.size() || base::to_number(text.substr(colon + 1)));
}

std::string value_of(std::string_view expression, const Scope& scope) {
    const auto look_up = [&](std::string_view name) {
        return (scope.variable ? scope.variable(name) : std::nullopt).value_or(std::string());
    };
    if (const auto paren = expression.find('(');
        paren != std::string_view::npos && expression.back() == ')') {
        const auto arguments = expression.substr(paren + 1, expression.size() - paren - 2);
        return scope.api ? scope.api(base::trim(expression.substr(0, paren)), arguments)
                         : std::string();
    }
    if (const auto bracket = expression.find('[');
        bracket != std::string_view::npos && expression.back() == ']') {
        const auto index =
            base::to_number(expression.substr(bracket + 1, expression.size() - bracket - 2));
        if (index && *index >= 0)
            return element(look_up(expression.substr(0, bracket)), *index);
    }
    const auto colon = expression.find(':');
    if (colon == std::string_view::npos)
        return look_up(expression);
    if (expression.substr(colon + 1).starts_with('-') && !is_slice(expression.substr(colon + 1))) {
        auto value = look_up(expression.substr(0, colon));
        return value.empty() ? std::string(expression.substr(colon + 2)) : value;
    }
    const auto second = expression.find(':', colon + 1);
    const auto offset = base::to_number(expression.substr(
        colon + 1, second == std::string_view::npos ? second : second - colon - 1));
    if (!offset)
        return look_up(expression);
    const auto length = second == std::string_view::npos
                            ? std::nullopt
                            : base::to_number(expression.substr(second + 1));
    return slice(look_up(expression.substr(0, colon)), *offset, length);
}

void expand_into(std::string& result, std::string_view text, const Scope& scope, int depth) {
    std::size_t at = 0;
    while (at < text.size() && result.size() < kMaxResult) {
        const auto dollar = text.find("${", at);
        if (dollar == std::string_view::npos)
            break;
        if (dollar > at && text[dollar - 1] == '\\') {
            result.append(text.substr(at, dollar - 1 - at)).append("${");
            at = dollar + 2;
            continue;
        }
        const auto end = closing_brace(text, dollar + 2);
        if (end == std::string_view::npos)
            break;
        result.append(text.substr(at, dollar - at));
        const auto inside = text.substr(dollar + 2, end - dollar - 2);
        if (depth == kMaxDepth) {
            result.append(text.substr(dollar, end + 1 - dollar));
        } else {
            std::string expression;
            expand_into(expression, inside, scope, depth + 1);
            if (!expression.empty())
                result.append(value_of(expression, scope));
        }
        at = end + 1;
    }
    result.append(text.substr(std::min(at, text.size())));
    if (result.size() > kMaxResult)
        result.resize(kMaxResult);
}

}  // namespace

std::string expand(std::string_view text, const Scope& scope) {
    std::string result;
    result.reserve(text.size() + 64);
    expand_into(result, text, scope, 0);
    return result;
}

}  // namespace sofia::dialplan
