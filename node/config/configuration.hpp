#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/host.hpp"
#include "config/warnings.hpp"
#include "dialplan/dialplan.hpp"
#include "model/acl.hpp"
#include "model/directory.hpp"
#include "model/profile.hpp"
#include "sip/capture.hpp"

namespace sofia::config {

/// Where the event socket listens and whom it lets in (event_socket.conf, behaviour-spec 11.1).
struct EventSocketOptions {
    std::string ip = "127.0.0.1";
    std::uint16_t port = 8021;
    std::string password = "ClueCon";
    /// Names of lists; an address must be in one of them. Empty: everybody may connect.
    std::vector<std::string> acl{"loopback.auto"};
};

/// Settings of the node as a whole (switch.conf).
struct SwitchOptions {
    /// The name that the nodes of a pair share; empty: not given.
    std::string switchname;
    /// Calls at once above which new ones get 503; 0: no limit.
    std::uint32_t max_sessions = 1000;
    /// New calls in one second above which further ones get 503; 0: no limit.
    std::uint32_t sessions_per_second = 30;
};

/// Everything that the configuration tree says, validated. A value that is never changed after it
/// was loaded: a reload makes a new one.
struct Configuration {
    /// The `$${...}` variables in plain text, `domain` among them.
    std::map<std::string, std::string> globals;
    /// global_settings of sofia.conf as written.
    std::map<std::string, std::string> global_settings;
    /// capture-server of the global settings.
    std::optional<sip::CaptureServer> capture_server;
    /// In the order of the file; names differ.
    std::vector<model::Profile> profiles;
    model::Directory directory;
    dialplan::Dialplan dialplan;
    model::AclLists acl;
    EventSocketOptions event_socket;
    SwitchOptions switch_options;
};

/// A configuration and what is to be said about it.
struct Loaded {
    /// Shared, because calls keep the configuration that they began with while a reload replaces
    /// it.
    std::shared_ptr<const Configuration> configuration;
    /// In order of discovery; a parameter is named once.
    std::vector<Warning> warnings;
    /// Of the files, 16 hexadecimal digits: equal on two nodes that have the same files, whatever
    /// their names, addresses and cluster are.
    std::string digest;
    /// What cannot be read and was left out, so that a node can start without it: errors as those
    /// of load(), each a warning as well. Who serves already refuses such files (see load_again()).
    std::vector<std::string> left_out;
};

/// Loads the configuration tree in `dir` for the cluster `switchname` (the machine's name when it
/// is empty, see preset_globals()), whose root is freeswitch.xml or else sofia.xml. Sections and
/// configurations of modules that this node does not have are passed over in silence. Errors:
/// Invalid, one line `file:line: what, and what was expected`; nothing is loaded then, and at a
/// reload the caller keeps what it has. NotFound: there is no root file. Thread: any; reads files,
/// so not the SIP thread. Source: behaviour-spec 2 to 7, 14.1.
base::Result<Loaded> load(const std::filesystem::path& dir,
                          const Host& host = probe_host(),
                          const std::string& switchname = {});

/// As load(), for a node that serves: what load() leaves out is an error here, so that a slip of
/// the pen takes nothing away that works.
base::Result<Loaded> load_again(const std::filesystem::path& dir,
                                const Host& host,
                                const std::string& switchname);

}  // namespace sofia::config
