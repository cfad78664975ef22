#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::base {

/// Whether two texts are equal when the case of ASCII letters is ignored (header names, commands,
/// tokens).
bool iequals(std::string_view left, std::string_view right) noexcept;
/// The text in ASCII lower case.
std::string lower(std::string_view text);
/// The text without blanks, tabs and line ends at both sides.
std::string_view trim(std::string_view text) noexcept;
/// The parts between separators, trimmed; empty parts are left out.
std::vector<std::string> split(std::string_view text, char separator);
/// The words of a command line; 'single' and "double" quotes hold blanks together.
std::vector<std::string> words(std::string_view line);
/// What configuration means by true: yes, on, true, t, enabled, active, allow, or a number other
/// than 0.
bool is_true(std::string_view text) noexcept;
/// The whole text as a decimal number; nothing when it is not one or does not fit.
std::optional<long long> to_number(std::string_view text) noexcept;
/// Percent-encoding as events and dial strings carry it: letters, digits and -_.!~*'()/ stay as
/// they are.
std::string url_encode(std::string_view text);
/// The inverse of url_encode(); a broken escape stays as it is.
std::string url_decode(std::string_view text);

}  // namespace sofia::base
