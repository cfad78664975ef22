#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "config/parameter.hpp"

namespace sofia::config {

/// Whether a value is a word for true, a word for false, a number, or empty: what people write
/// where true or false is asked for.
bool is_boolean(std::string_view value) noexcept;

/// Warns of a value that is neither a boolean nor one of `words`, and so taken for false
/// (behaviour-spec 2). Any case.
void warn_unless_word(const Given& given, std::initializer_list<std::string_view> words);

/// The key under which a warning about a parameter's name is given once in each file.
std::string once_a_file(std::string_view kind, const Given& given);

}  // namespace sofia::config
