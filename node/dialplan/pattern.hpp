#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sofia::dialplan {

/// The `expression` of a condition, compiled once: a Perl regular expression, bare or as
/// `/expression/flags` (flags i, m, s, x, U), or an asterisk pattern that begins with `_`
/// (N 2-9, X 0-9, Z 1-9, [set], `.` and `!` anything). A value; copies share the compiled code.
/// Thread: any, also at the same time.
class Pattern {
  public:
    /// Matches every text and captures nothing.
    Pattern() = default;
    /// Compiles an expression. One that holds `${` can only be compiled once its variables are
    /// known: is_template() is true then. Errors: Invalid, with the place inside the expression.
    static base::Result<Pattern> compile(std::string_view expression);

    /// Whether the text holds a variable and must be expanded and compiled for each use.
    bool is_template() const noexcept;
    /// Whether the expression has a `(`, on which `$1` substitution depends (behaviour-spec 6.3).
    bool has_group() const noexcept;
    /// The expression as written.
    const std::string& text() const noexcept { return text_; }
    /// Whether `subject` matches. `captures`, when given and on a match, gets the whole match and
    /// then each group, an empty text for a group that took no part. A match that costs too much
    /// (a runaway expression) counts as none; a template never matches.
    bool match(std::string_view subject, std::vector<std::string>* captures = nullptr) const;

  private:
    std::string text_;
    // Shared because contexts are copied and the compiled code is never changed.
    std::shared_ptr<const void> code_;
};

}  // namespace sofia::dialplan
