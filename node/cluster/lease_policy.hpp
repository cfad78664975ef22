#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"

namespace sofia::cluster {

/// What a node does when its lease has run out because the database stays away (ADR 0008).
enum class OnLeaseLost {
    Hold,  ///< keeps the calls that are up, refuses new ones and REGISTER with 503
    Stop,  ///< closes its sockets and ends
};

/// What the lease allows now.
struct LeaseVerdict {
    enum class Kind {
        Serve,      ///< the lease runs
        RefuseNew,  ///< nothing that would make new state; calls that are up go on
        Leave,      ///< nothing at all
    };
    Kind kind = Kind::Serve;
    /// In words.
    std::string reason;
};

/// Decides by the clock alone: `until` is when the lease runs out that the database last confirmed.
/// Whether another node has taken over is not decided here: that is what the next answer of the
/// database says. Pure.
LeaseVerdict judge_lease(base::SteadyTime until, base::SteadyTime now, OnLeaseLost policy);

}  // namespace sofia::cluster
