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
    /// Sets one that holds what a message says once more under the same name: `name` is that one
    /// with `-` and a number (sip_h_Diversion-1).
    void set_repeated(std::string_view name, std::string value);
    /// Whether the variable was set so. Not known any more of variables out of a call's row.
    bool is_repeated(std::string_view name) const noexcept;
    /// All of them in the order in which they were first set.
    const std::vector<Entry>& all() const noexcept { return entries_; }

    bool operator==(const Variables& other) const { return entries_ == other.entries_; }

  private:
    std::vector<Entry> entries_;
    /// Names of variables set by set_repeated(); nearly always none.
    std::vector<std::string> repeated_;
};

}  // namespace sofia::call
