#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "commands/ha.hpp"

namespace sofia::commands {

/// Where a profile is to be bound.
struct HaAddress {
    std::string profile;
    std::string ip;
    /// Whether the machine has the address now.
    bool is_here = false;
};

/// What the doctor looks at.
struct HaFacts {
    HaStatus status;
    std::vector<HaAddress> addresses;
    /// Why the configuration on the disk cannot be loaded; empty when it can.
    std::string config_error;
    /// Of the configuration on the disk; status.config_digest is that of the one in use.
    std::string disk_digest;
    /// The last migration that the schema has, and that the program knows. 0: there is no schema.
    int schema = 0;
    int known_schema = 0;
    /// How far the database's clock is ahead of ours.
    base::Milliseconds clock_ahead{0};
    base::Milliseconds lease{0};
    /// How long ago the database took our last sign; nothing when it never did.
    std::optional<base::Milliseconds> last_sign;
    /// The agent's file and whether it is there and may be executed.
    std::string agent;
    bool has_agent = false;
    /// Whether a watchdog watches; nothing when this build has none.
    std::optional<bool> watchdog;
};

/// The outcome of one check.
struct HaFinding {
    enum class Level { Ok, Warn, Fail };
    std::string name;
    Level level = Level::Ok;
    std::string words;
};

/// Examines a node, always the same eight things in the same order: address, config, schema, clock,
/// database, agent, watchdog, peer. Pure.
std::vector<HaFinding> examine(const HaFacts& facts);

/// "+OK 8 checks" or "-ERR 2 of 8 checks failed", then "ok|warn|fail  <name>  <words>" a line.
std::string findings_text(const std::vector<HaFinding>& findings);
/// {"ok":false,"failed":2,"checks":[{"name":"address","level":"fail","words":"..."}]}.
std::string findings_json(const std::vector<HaFinding>& findings);

}  // namespace sofia::commands
