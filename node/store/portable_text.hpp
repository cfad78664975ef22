#pragma once

#include <string>
#include <string_view>

namespace sofia::store {

/// Whether every database takes the text as it is: well-formed UTF-8 (RFC 3629) without NUL and
/// without U+F700..U+F7FF, which to_portable() uses. About 1 ns for 8 bytes of ASCII.
bool is_portable(std::string_view text) noexcept;

/// A form of any bytes that every database takes. Phones send Latin-1 in display names, and a call
/// must not be lost because PostgreSQL refuses the byte: a byte that is not part of well-formed
/// UTF-8 becomes the private-use character U+F700 + byte. Portable text stays as it is.
std::string to_portable(std::string_view text);

/// The inverse: gives back exactly the bytes that to_portable() was given.
std::string from_portable(std::string text);

}  // namespace sofia::store
