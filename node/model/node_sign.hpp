#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace sofia::model {

/// What a node tells the others of its cluster about itself, now and then.
struct NodeSign {
    base::NodeName node;
    /// "ACTIVE", "STANDBY" and so on.
    std::string role;
    /// The last epoch that was its own; 0 when none was.
    base::Epoch epoch{0};
    /// Digest of its configuration without what belongs to the machine, see
    /// config::Configuration::digest.
    std::string config_digest;
    /// Version of its program.
    std::string version;

    bool operator==(const NodeSign&) const = default;
};

/// A sign and its age by the database's own clock, so that the nodes' clocks do not matter.
struct SeenSign {
    NodeSign sign;
    base::Milliseconds ago{0};

    bool operator==(const SeenSign&) const = default;
};

}  // namespace sofia::model
