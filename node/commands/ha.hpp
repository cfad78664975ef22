#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cluster/role.hpp"

namespace sofia::commands {

/// Another node of the cluster, as its last sign in the database shows it.
struct HaPeer {
    std::string node;
    /// "ACTIVE", "STANDBY" and so on.
    std::string role;
    base::Milliseconds seen_ago{0};
    std::string config_digest;
    std::string version;
};

/// What `sofia ha status` says.
struct HaStatus {
    std::string role;
    std::string cluster;
    std::string node;
    /// The last epoch that was ours; 0 when none was.
    std::int64_t epoch = 0;
    bool lease_held = false;
    /// How long our lease runs unless it is renewed.
    base::Milliseconds lease_left{0};
    std::vector<HaPeer> peers;
    /// Ours, for comparison with the peers'.
    std::string config_digest;
    /// Name of the database without secrets.
    std::string database;
    bool connected = false;
    /// How long its last answer took.
    base::Milliseconds lag{0};
    /// Writes that are not durable yet, and the age of the oldest.
    std::size_t writes = 0;
    base::Milliseconds oldest_write{0};
    /// Answered calls that a crash at this moment would lose: those answered without their commit
    /// because the profile says so.
    std::size_t would_be_lost = 0;
    std::size_t calls = 0;
};

struct HaFacts;

/// What only the composition root can do and know about roles. Thread: SIP.
struct HaControl {
    std::function<HaStatus()> status;
    /// What the doctor looks at.
    std::function<HaFacts()> facts;
    /// Becomes active in `cluster`, or in the node's own when it is empty; see
    /// cluster::Role::promote(). A spare reads its configuration for the other cluster first. More
    /// errors: Invalid (the node is not on standby, or the configuration cannot be read for it).
    std::function<void(const std::string& cluster, bool force, cluster::Role::OnPromoted done)>
        promote;
    /// See cluster::Role::demote().
    std::function<void(cluster::Role::OnDemoted done)> demote;
};

}  // namespace sofia::commands
