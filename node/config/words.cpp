#include "config/words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::config {

bool is_boolean(std::string_view value) noexcept {
    constexpr std::array<std::string_view, 10> kFalse{
        "", "no", "off", "false", "f", "n", "disabled", "inactive", "disallow", "deny"};
    value = base::trim(value);
    return base::is_true(value) || base::to_number(value).has_value() ||
           std::any_of(
               kFalse.begin(), kFalse.end(), [&](auto word) { return base::iequals(word, value); });
}

void warn_unless_word(const Given& given, std::initializer_list<std::string_view> words) {
    const auto value = base::trim(given.value);
    if (is_boolean(value) || std::any_of(words.begin(), words.end(), [&](auto word) {
            return base::iequals(word, value);
        }))
        return;
    std::string expected;
    for (const auto word : words)
        expected.append(word).append(", ");
    given.warnings.add(given.place,
                       fmt::format("{}: parameter '{}': '{}' is not possible and taken for false; "
                                   "expected {}true or false",
                                   given.owner,
                                   given.name,
                                   value,
                                   expected));
}

std::string once_a_file(std::string_view kind, const Given& given) {
    return fmt::format(
        "{} {} {}", kind, given.name, given.place.file == nullptr ? "" : *given.place.file);
}

}  // namespace sofia::config
