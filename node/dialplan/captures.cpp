#include "dialplan/captures.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace sofia::dialplan {
namespace {

struct Reference {
    long long number;
    std::size_t length;
};

// The capture that the text at a `$` refers to, with the length of what is to be replaced.
std::optional<Reference> reference_at(std::string_view text) {
    const bool braces = text.size() > 1 && text[1] == '{';
    const std::size_t from = braces ? 2 : 1;
    const auto end =
        std::min(text.find_first_not_of("0123456789", std::min(from, text.size())), text.size());
    const auto number = base::to_number(text.substr(from, end - from));
    if (!number || (braces && (end == text.size() || text[end] != '}')))
        return std::nullopt;
    return Reference{*number, end + (braces ? 1 : 0)};
}

}  // namespace

std::string substitute(std::string_view text, const std::vector<std::string>& captures) {
    std::string result;
    while (!text.empty()) {
        const auto dollar = std::min(text.find('$'), text.size());
        result.append(text.substr(0, dollar));
        text.remove_prefix(dollar);
        if (text.empty())
            break;
        const auto reference = text.size() > 1 ? reference_at(text) : std::nullopt;
        if (!reference) {
            result.push_back('$');
            text.remove_prefix(1);
            continue;
        }
        if (static_cast<std::size_t>(reference->number) < captures.size())
            result.append(captures[static_cast<std::size_t>(reference->number)]);
        text.remove_prefix(reference->length);
    }
    return result;
}

std::string as_array(const std::vector<std::string>& captures) {
    if (captures.size() == 1)
        return captures.front();
    std::string value = "ARRAY::";
    for (std::size_t i = 0; i < captures.size(); ++i)
        value.append(i == 0 ? "" : "|:").append(captures[i]);
    return value;
}

}  // namespace sofia::dialplan
