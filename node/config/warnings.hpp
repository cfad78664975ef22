#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.hpp"

namespace sofia::config {

/// Something in the configuration that does not do what its writer may expect.
struct Warning {
    std::string file;
    int line = 0;
    std::string text;

    /// `file:line: text`.
    std::string str() const;
};

/// Collects the warnings of one load.
class Warnings {
  public:
    /// Adds a warning.
    void add(const Place& place, std::string text);
    /// Adds a warning unless one with this key was added before.
    void add_once(std::string_view key, const Place& place, std::string text);
    /// Something cannot be read and is left out, so that the rest can serve: a warning that says
    /// so, and left_out(). \param error `file:line: why`, as fail_at() has it. \param what it is.
    void leave_out(const std::string& error, std::string_view what);
    /// The errors of what was left out, in order of discovery.
    const std::vector<std::string>& left_out() const noexcept { return left_out_; }
    /// All warnings in order of discovery; leaves none behind.
    std::vector<Warning> take();

  private:
    std::vector<Warning> list_;
    std::set<std::string, std::less<>> keys_;
    std::vector<std::string> left_out_;
};

}  // namespace sofia::config
