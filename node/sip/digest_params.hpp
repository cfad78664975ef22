#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sofia::sip {

/// What stands behind the word Digest in a challenge or in credentials. Nothing when the scheme is
/// another, or when a control character is among it.
std::optional<std::string_view> digest_params(std::string_view value);

/// Reads "name = value" pairs one by one; a value is a token or a quoted string, whose quotes and
/// escapes are taken off.
class DigestParamReader {
  public:
    explicit DigestParamReader(std::string_view text) : text_(text) {}

    /// Steps to the next parameter. \return false at the end or at an error; see failed().
    bool next();
    /// Whether the text is malformed.
    bool failed() const noexcept { return failed_; }
    std::string_view name() const noexcept { return name_; }
    std::string& value() noexcept { return value_; }

  private:
    bool fail() noexcept {
        failed_ = true;
        return false;
    }
    void skip(char separator) noexcept;
    bool read_quoted();
    bool read_token();

    std::string_view text_;
    std::string_view name_;
    std::string value_;
    bool failed_ = false;
};

/// A text as it stands between quotes: quotes and backslashes escaped.
std::string quoted_pairs(std::string_view text);

}  // namespace sofia::sip
