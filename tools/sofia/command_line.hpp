#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sofia/settings.hpp"

namespace sofia::client {

/// What the user asked the program to do.
struct Invocation {
    enum class Mode { Console, Command, Ping, Help, Version };

    Mode mode = Mode::Console;
    Settings settings;
    /// In Mode::Command the line for the node, without "api "; in Mode::Ping the URI.
    std::string line;
};

/// Reads the command line over `settings`. `arguments` come without the program's name; options
/// may stand before and after the words, `--` ends them. Errors: Invalid, one line for the user.
base::Result<Invocation> read_command_line(std::vector<std::string> arguments, Settings settings);

/// The text of --help.
std::string help_text();
/// The line of --version.
std::string version_text();

}  // namespace sofia::client
