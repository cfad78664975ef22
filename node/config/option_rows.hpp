#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "config/options.hpp"

namespace sofia::config {

/// One option of the command line and of node.conf.
struct OptionRow {
    const char* name;
    /// What stands for the value in --help; nullptr: a switch.
    const char* value;
    const char* help;
    /// Reads a value into the options. Errors: Invalid, what was expected.
    base::Result<void> (*set)(Options& options, std::string_view value);
    /// Whether a value may hold a password, so that no message repeats it.
    bool secret = false;
};

/// All options in the order of --help.
std::span<const OptionRow> option_rows();

}  // namespace sofia::config
