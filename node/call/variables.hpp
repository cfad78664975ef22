#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sofia::call {

/// Channel variables of a leg: a small set of name and value, kept flat because thousands of legs
/// hold one. Names are compared exactly. Neither a name nor a value ever holds a control character
/// (a tab in a value excepted), so that none can reach a SIP header or an event; in a value it
/// becomes a blank, a variable with such a name is not set.
class Variables {
  public:
    using Entry = std::pair<std::string, std::string>;

    /// The value, empty when the variable is not set.
    std::string_view get(std::string_view name) const noexcept;
    bool has(std::string_view name) const noexcept;
    /// Sets or replaces; an empty value removes the variable, as users of the other system expect.
    void set(std::string_view name, std::string value);
    /// All of them in the order in which they were first set.
    const std::vector<Entry>& all() const noexcept { return entries_; }

    bool operator==(const Variables&) const = default;

  private:
    std::vector<Entry> entries_;
};

}  // namespace sofia::call
