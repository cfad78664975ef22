#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "bus/bus.hpp"
#include "call/call_table.hpp"
#include "call/services.hpp"
#include "commands/ha.hpp"
#include "commands/idle_cpu.hpp"
#include "commands/listings.hpp"
#include "commands/load_history.hpp"
#include "commands/trace_words.hpp"
#include "commands/unwatched_requests.hpp"
#include "metrics/registry.hpp"
#include "model/presence.hpp"
#include "recovery/recovery.hpp"
#include "registrar/registrar.hpp"
#include "sip/dig.hpp"
#include "sip/profile_table.hpp"
#include "sip/trace_level.hpp"

namespace sofia::commands {

/// What only the composition root can do, given to the commands as functions. Thread: SIP.
struct Control {
    /// Reads the configuration again, on a thread of its own, and calls `done` when it is in use;
    /// until then the node serves, so profiles and the role may be others afterwards. Success: the
    /// profiles whose settings changed are not touched; they take the new values by rescan. Errors:
    /// Invalid with file, line, name and expectation; the old configuration stays.
    std::function<void(std::function<void(base::Result<void>)> done)> reload;
    /// A profile as configured now, nullptr when the configuration has none of this name.
    std::function<std::shared_ptr<const model::Profile>(const std::string& name)> configured;
    /// Opens a configured profile's sockets.
    std::function<base::Result<void>(const std::string& name)> start_profile;
    /// Hangs up the profile's calls, closes its sockets; calls `done` when it is closed. `again`:
    /// opens it again with the new settings.
    std::function<void(
        const std::string& name, bool again, std::function<void(base::Result<void>)> done)>
        stop_profile;
    /// Gives a running profile its new settings without touching sockets and calls. \return the
    /// parameters whose new values wait for a restart of the profile. Errors: NotFound.
    std::function<base::Result<std::vector<std::string>>(const std::string& name)> rescan_profile;
    /// Ends the process in order. `keep_calls`: tracked calls stay up at their peers and
    /// recoverable; otherwise they are hung up first.
    std::function<void(bool keep_calls)> shutdown;
    /// Switches the watchdog of one profile (all when empty) on or off. Empty: not in this build.
    std::function<void(const std::string& profile, bool on)> watchdog;
    /// Lets a thread ("sip", "writer") do nothing for so long, beginning soon after. Errors:
    /// NotFound. Empty: not without --debug-hooks.
    std::function<base::Result<void>(const std::string& thread, std::chrono::milliseconds time)>
        block;
    /// Roles and their facts.
    HaControl ha;
    /// Sets how much a component of the SIP stack says, 0 to 9, or only asks when `level` is
    /// nothing. \return the level it has now. Errors: NotFound. Empty: not in this build.
    std::function<base::Result<int>(const std::string& component, std::optional<int> level)>
        stack_log_level;
    /// Sets how traced messages stand in the log; nothing: they are not written. Empty: not in this
    /// build.
    std::function<void(std::optional<sip::TraceLevel>)> trace_level;
    /// What a user has published, the last renewed first. Empty: not in this build.
    std::function<std::vector<model::Publication>(const std::string& user, const std::string& host)>
        publications;
    /// Looks up where requests to a URI go; calls back once. Empty: not in this build.
    std::function<void(const sip::DigQuestion& question, sip::OnDug done)> dig;
};

/// Facts about this node for status output.
struct NodeFacts {
    std::string version;
    std::string core_uuid;
    std::string node;
    std::string cluster;
    std::string hostname;
    /// "ACTIVE", "STANDBY" or "FENCED".
    std::function<std::string()> role;
    std::function<std::int64_t()> epoch;
    base::SteadyTime started{};
    /// Short name of the database without secrets, for example
    /// "sqlite:///var/lib/sofia-node/node.db".
    std::string database;
};

/// What commands work on. Everything outlives the table. Thread: SIP.
struct Context {
    const base::Clock& clock;
    sip::ProfileTable& profiles;
    call::CallTable& calls;
    call::Services& services;
    registrar::Registrar& registrar;
    recovery::Recovery& recovery;
    bus::Bus& bus;
    metrics::Registry& metrics;
    Control control;
    NodeFacts facts;
    /// What `status` says of the past; register_commands() sets the timer that feeds it.
    LoadHistory load{};
    IdleCpu idle_cpu{};
    std::unique_ptr<sip::Timer> load_timer{};
    /// What `show` is writing; made by register_commands().
    std::shared_ptr<Listings> listings{};
    /// What was sent to phones by `flush_inbound_reg ... reboot`.
    UnwatchedRequests unwatched{};
    /// What `sofia tracelevel` and `sofia global debug` were told last.
    TraceWords trace{};
};

}  // namespace sofia::commands
