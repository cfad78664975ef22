#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sofia::client {

/// How to reach the node and how to behave.
struct Settings {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8021;
    /// Empty for `auth`, otherwise the user of `userauth`.
    std::string user;
    std::string password = "ClueCon";
    /// How long a command may take; 0 waits for ever.
    std::chrono::milliseconds command_timeout{0};
    /// How long connecting and authenticating may take.
    std::chrono::milliseconds connect_timeout{5000};
    /// Try to connect for two minutes, not once.
    bool retry = false;
    /// The console connects again when the node has gone.
    bool reconnect = false;
    /// The console shows no log.
    bool quiet = false;
    /// No line editing, no prompt, also on a terminal.
    bool batch = false;
    bool color = true;
    bool history = true;
    /// Turn the reply into JSON where the node can.
    bool json = false;
    /// What the console asks for with `log`.
    std::string log_level = "info";
};

/// Sets one value by its name in configuration files: host, port, user, password, timeout,
/// connect-timeout (both ms), retry, reconnect, quiet, loglevel. Other names are ignored, because
/// fs_cli has more. Errors: Invalid, the text says what was expected.
base::Result<void> set_value(Settings& settings, std::string_view name, std::string_view value);

/// Reads the section [default] of a file in fs_cli's format (`name => value` or `name = value`,
/// comments after ; or #). `origin` names the file in errors.
/// Errors: Invalid with file and line.
base::Result<void> read_conf(Settings& settings, std::string_view text, const std::string& origin);

/// The world around the program, replaced in tests.
struct Environment {
    /// The value of an environment variable; nothing when it is not set.
    std::function<std::optional<std::string>(const std::string& name)> variable;
    /// The content of a file; nothing when it cannot be read.
    std::function<std::optional<std::string>(const std::string& path)> file;
};

/// The real environment of the process.
Environment process_environment();

/// The settings before the command line: built in, then /etc/fs_cli.conf, ~/.fs_cli_conf, then
/// SOFIA_HOST, SOFIA_PORT and SOFIA_PASSWORD; the later wins. Errors: Invalid.
base::Result<Settings> default_settings(const Environment& environment);

}  // namespace sofia::client
