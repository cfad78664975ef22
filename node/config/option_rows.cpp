#include "config/option_rows.hpp"

#include <array>
#include <fstream>
#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/acl.hpp"

namespace sofia::config {
namespace {

using base::Result;

constexpr long long kHour_ms = 60LL * 60 * 1000;
constexpr long long kDay_s = 24LL * 60 * 60;

tl::unexpected<base::Error> expected(const std::string& text) {
    return base::fail(base::ErrorKind::Invalid, "expected " + text);
}

Result<std::string> not_empty(std::string_view value, std::string_view what) {
    if (base::trim(value).empty())
        return expected(std::string(what));
    return std::string(base::trim(value));
}

template <auto Field>
Result<void> set_text(Options& options, std::string_view value) {
    auto text = not_empty(value, "a value that is not empty");
    if (!text)
        return tl::unexpected(text.error());
    using Type = std::remove_reference_t<decltype(options.*Field)>;
    options.*Field = Type(std::move(*text));
    return {};
}

template <auto Field>
Result<void> set_switch(Options& options, std::string_view value) {
    options.*Field = base::is_true(value);
    return {};
}

template <auto Field>
Result<void> set_duration(Options& options,
                          std::string_view value,
                          std::string_view unit,
                          long long most) {
    const auto number = base::to_number(base::trim(value));
    if (!number || *number < 1 || *number > most)
        return expected(fmt::format("a number of {} from 1 to {}", unit, most));
    using Type = std::remove_reference_t<decltype(options.*Field)>;
    options.*Field = Type(*number);
    return {};
}

Result<void> set_db(Options& options, std::string_view value) {
    auto dsn = store::parse_dsn(base::trim(value));
    if (!dsn)
        return tl::unexpected(dsn.error());
    options.db = std::move(*dsn);
    return {};
}

Result<void> set_event_socket(Options& options, std::string_view value) {
    value = base::trim(value);
    const auto colon = value.rfind(':');
    const auto port =
        colon == std::string_view::npos ? std::nullopt : base::to_number(value.substr(colon + 1));
    auto address = value.substr(0, colon);
    const bool brackets = address.starts_with('[') && address.ends_with(']');
    const bool ipv6 = address.find(':') != std::string_view::npos;
    if (!port || *port < 0 || *port > 65535 || ipv6 != brackets ||
        !model::Network::parse(address) || address.find('/') != std::string_view::npos)
        return expected("ADDRESS:PORT, for example 127.0.0.1:8021 or [::1]:8021");
    if (brackets)
        address = address.substr(1, address.size() - 2);
    options.event_socket.ip = address;
    options.event_socket.port = static_cast<std::uint16_t>(*port);
    options.event_socket_address_given = true;
    return {};
}

Result<void> set_password(Options& options, std::string_view value) {
    auto password = not_empty(value, "a password that is not empty");
    if (!password)
        return tl::unexpected(password.error());
    options.event_socket.password = std::move(*password);
    options.event_socket_password_given = true;
    return {};
}

Result<void> set_password_file(Options& options, std::string_view value) {
    std::ifstream file{std::string(value)};
    std::string line;
    if (!file || !std::getline(file, line))
        return expected("a file whose first line is the password");
    return set_password(options, line);
}

Result<void> set_role(Options& options, std::string_view value) {
    const bool active = base::iequals(value, "active");
    if (!active && !base::iequals(value, "standby"))
        return expected("active or standby");
    options.role = active ? RoleOption::Active : RoleOption::Standby;
    return {};
}

Result<void> set_on_lease_lost(Options& options, std::string_view value) {
    const bool hold = base::iequals(value, "hold");
    if (!hold && !base::iequals(value, "stop"))
        return expected("hold or stop");
    options.on_lease_lost = hold ? cluster::OnLeaseLost::Hold : cluster::OnLeaseLost::Stop;
    return {};
}

Result<void> set_log_level(Options& options, std::string_view value) {
    const auto level = base::parse_log_level(value);
    if (!level)
        return expected("debug, info, warn or error");
    options.log_level = *level;
    return {};
}

Result<void> set_foreground(Options& options, std::string_view value) {
    options.daemon = !base::is_true(value);
    return {};
}

Result<void> set_commit_timeout(Options& options, std::string_view value) {
    return set_duration<&Options::db_commit_timeout>(options, value, "milliseconds", kHour_ms);
}

Result<void> set_lease(Options& options, std::string_view value) {
    return set_duration<&Options::cluster_lease>(options, value, "seconds", kDay_s);
}

Result<void> set_probe_rate(Options& options, std::string_view value) {
    constexpr long long kMost = 1000;
    const auto number = base::to_number(base::trim(value));
    if (!number || *number < 0 || *number > kMost)
        return expected(fmt::format("a number of calls from 0 to {}", kMost));
    options.probe_rate = static_cast<unsigned>(*number);
    return {};
}

// In the order of --help. Later rows see what earlier ones set.
constexpr std::array kRows{
    OptionRow{"conf",
              "DIR",
              "configuration tree and node.conf (/etc/sofia-node)",
              set_text<&Options::conf>},
    OptionRow{"db",
              "DSN",
              "sqlite:///PATH or postgresql://... (sqlite:///var/lib/sofia-node/node.db)",
              set_db,
              true},
    OptionRow{"db-commit-timeout",
              "MS",
              "how long an answer may wait for its commit (2000)",
              set_commit_timeout},
    OptionRow{
        "node-name", "NAME", "name of this node (the host's name)", set_text<&Options::node_name>},
    OptionRow{"cluster",
              "NAME",
              "name that the nodes of a pair share (switchname, or the host's name)",
              set_text<&Options::cluster>},
    OptionRow{"cluster-lease", "S", "how long a silent node keeps its cluster (10)", set_lease},
    OptionRow{"on-lease-lost",
              "hold|stop",
              "keep the calls that are up when the database stays away, or end (hold)",
              set_on_lease_lost},
    OptionRow{
        "role", "active|standby", "take over at once, or wait to be promoted (active)", set_role},
    OptionRow{"probe-rate",
              "N",
              "recovered calls whose peers are asked in a second, 0: none (25)",
              set_probe_rate},
    OptionRow{"event-socket",
              "ADDR:PORT",
              "where commands are taken (as event_socket.conf says)",
              set_event_socket},
    OptionRow{"event-socket-password",
              "TEXT",
              "its password (as event_socket.conf says)",
              set_password,
              true},
    OptionRow{"event-socket-password-file",
              "FILE",
              "file whose first line is the password",
              set_password_file},
    OptionRow{"log-level", "LEVEL", "debug, info, warn or error (info)", set_log_level},
    OptionRow{
        "log-file", "FILE", "log here in place of standard error", set_text<&Options::log_file>},
    OptionRow{"pid-file", "FILE", "write the process number here", set_text<&Options::pid_file>},
    OptionRow{"foreground", nullptr, "stay in the foreground (default)", set_foreground},
    OptionRow{"daemon",
              nullptr,
              "go to the background once the node is ready",
              set_switch<&Options::daemon>},
    OptionRow{"migrate-only",
              nullptr,
              "bring the database up to date and leave",
              set_switch<&Options::migrate_only>},
    OptionRow{"check-config",
              nullptr,
              "load the configuration, list its warnings and leave",
              set_switch<&Options::check_config>},
    OptionRow{"debug-hooks",
              nullptr,
              "for tests: take commands that break the node",
              set_switch<&Options::debug_hooks>},
    OptionRow{"parameters",
              nullptr,
              "print the reference page of all parameters and leave",
              set_switch<&Options::show_parameters>},
    OptionRow{
        "version", nullptr, "print the version and leave", set_switch<&Options::show_version>},
    OptionRow{"help", nullptr, "print this text and leave", set_switch<&Options::show_help>},
};

}  // namespace

std::span<const OptionRow> option_rows() {
    return kRows;
}

}  // namespace sofia::config
