#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "cluster/lease_policy.hpp"
#include "config/configuration.hpp"
#include "config/host.hpp"
#include "store/dsn.hpp"

namespace sofia::config {

/// What a node does when it has started: take over at once, or wait to be promoted.
enum class RoleOption { Active, Standby };

/// What sofiad is told on its command line and in node.conf.
struct Options {
    /// Directory of the configuration tree and of node.conf.
    std::filesystem::path conf = "/etc/sofia-node";
    store::Dsn db{store::DatabaseKind::Sqlite, "/var/lib/sofia-node/node.db"};
    /// The host's name unless given.
    base::NodeName node_name;
    /// Empty until settle() unless given.
    base::ClusterName cluster;
    /// Where the event socket listens; that of event_socket.conf from settle() on, except for what
    /// was given.
    EventSocketOptions event_socket;
    /// What was given of the event socket's address and password.
    bool event_socket_address_given = false;
    bool event_socket_password_given = false;
    RoleOption role = RoleOption::Active;
    base::LogLevel log_level = base::LogLevel::Info;
    /// Empty: standard error.
    std::string log_file;
    /// Empty: none is written.
    std::string pid_file;
    bool daemon = false;
    /// Bring the database up to date and leave.
    bool migrate_only = false;
    /// Load the configuration, say what there is to say, and leave.
    bool check_config = false;
    /// Take commands that break the node (`sofia debug`); for tests.
    bool debug_hooks = false;
    bool show_version = false;
    bool show_help = false;
    bool show_parameters = false;
    /// How long an answer may wait for its commit.
    std::chrono::milliseconds db_commit_timeout{2000};
    /// How long the cluster belongs to a node that is not heard of any more.
    std::chrono::seconds cluster_lease{10};
    /// Recovered calls whose peers are asked in one second whether they still have them; 0: none.
    unsigned probe_rate = 25;
    /// What happens when the lease runs out because the database is away.
    cluster::OnLeaseLost on_lease_lost = cluster::OnLeaseLost::Hold;
};

/// Reads the command line and then `node.conf` in the --conf directory, if there is one: `name =
/// value` lines with the long names, `#` begins a comment; the command line wins.
/// Errors: Invalid, one line that names the option and, for node.conf, file and line.
base::Result<Options> parse_options(int argc, const char* const* argv, const Host& host);
/// The same on this machine.
base::Result<Options> parse_options(int argc, const char* const* argv);

/// Takes what the options left open from the configuration: the cluster is switch.conf's switchname
/// or else the host's name, the event socket is that of event_socket.conf.
void settle(Options& options, const Configuration& configuration, const Host& host);

/// The text of --help.
std::string help_text();

}  // namespace sofia::config
