#include "sofia/settings.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::client {
namespace {

base::Result<long long> number(std::string_view name,
                               std::string_view value,
                               long long least,
                               long long most) {
    const auto result = base::to_number(value);
    if (!result || *result < least || *result > most)
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("{} '{}': expected a number from {} to {}", name, value, least, most));
    return *result;
}

base::Result<void> set_time(std::chrono::milliseconds& time,
                            std::string_view name,
                            std::string_view value) {
    return number(name, value, 0, std::numeric_limits<int>::max()).map([&](long long ms) {
        time = std::chrono::milliseconds(ms);
    });
}

}  // namespace

base::Result<void> set_value(Settings& settings, std::string_view name, std::string_view value) {
    if (name == "host")
        settings.host = value;
    else if (name == "port")
        return number(name, value, 1, 65535).map([&](long long port) {
            settings.port = static_cast<std::uint16_t>(port);
        });
    else if (name == "user")
        settings.user = value;
    else if (name == "password")
        settings.password = value;
    else if (name == "timeout")
        return set_time(settings.command_timeout, name, value);
    else if (name == "connect-timeout")
        return set_time(settings.connect_timeout, name, value);
    else if (name == "retry")
        settings.retry = base::is_true(value);
    else if (name == "reconnect")
        settings.reconnect = base::is_true(value);
    else if (name == "quiet")
        settings.quiet = base::is_true(value);
    else if (name == "loglevel")
        settings.log_level = value;
    return {};
}

base::Result<void> read_conf(Settings& settings, std::string_view text, const std::string& origin) {
    std::istringstream lines{std::string(text)};
    bool ours = false;
    int line_number = 0;
    for (std::string raw; std::getline(lines, raw);) {
        ++line_number;
        const auto line = base::trim(raw);
        if (line.empty() || line.front() == ';' || line.front() == '#')
            continue;
        if (line.front() == '[') {
            ours = line == "[default]";
            continue;
        }
        const auto equals = line.find('=');
        if (!ours || equals == std::string_view::npos)
            continue;
        auto value = line.substr(equals + 1);
        if (value.starts_with('>'))
            value.remove_prefix(1);
        const auto set = set_value(settings, base::trim(line.substr(0, equals)), base::trim(value));
        if (!set)
            return base::fail(base::ErrorKind::Invalid,
                              fmt::format("{}:{}: {}", origin, line_number, set.error().text));
    }
    return {};
}

Environment process_environment() {
    return {[](const std::string& name) -> std::optional<std::string> {
                const char* value = std::getenv(name.c_str());
                return value ? std::optional<std::string>(value) : std::nullopt;
            },
            [](const std::string& path) -> std::optional<std::string> {
                const std::ifstream file(path);
                if (!file)
                    return std::nullopt;
                std::ostringstream text;
                text << file.rdbuf();
                return text.str();
            }};
}

base::Result<Settings> default_settings(const Environment& environment) {
    Settings settings;
    const auto home = environment.variable("HOME").value_or("");
    for (const auto& path : {std::string("/etc/fs_cli.conf"), home + "/.fs_cli_conf"}) {
        const auto text = environment.file(path);
        if (!text)
            continue;
        if (const auto read = read_conf(settings, *text, path); !read)
            return tl::unexpected(read.error());
    }
    using Variable = std::pair<const char*, const char*>;
    for (const auto& [variable, name] : {Variable{"SOFIA_HOST", "host"},
                                         Variable{"SOFIA_PORT", "port"},
                                         Variable{"SOFIA_PASSWORD", "password"}}) {
        const auto value = environment.variable(variable);
        if (!value)
            continue;
        if (const auto set = set_value(settings, name, *value); !set)
            return base::fail(base::ErrorKind::Invalid,
                              fmt::format("{}: {}", variable, set.error().text));
    }
    return settings;
}

}  // namespace sofia::client
