#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "sip/loop.hpp"
#include "store/database.hpp"

namespace sofia::cluster {

/// What a node is within its cluster name.
enum class RoleState {
    Standby,    ///< configured and connected, no SIP socket bound
    Promoting,  ///< asking the database for the next epoch
    Active,     ///< owns the cluster name
    Fenced,     ///< another node has taken a newer epoch; this process says nothing more
};

/// The name in status output: "STANDBY", "PROMOTING", "ACTIVE", "FENCED".
std::string_view to_string(RoleState state) noexcept;

/// The node's role and the moves between roles. The database decides who may be active: a promotion
/// takes the next epoch in one transaction, and a write with an older epoch fences the writer (ADR
/// 0003). Thread: SIP.
class Role {
  public:
    using OnGrant = std::function<void(base::Result<store::EpochGrant>)>;
    /// What the role works with: asking for an epoch, and being told.
    struct Wiring {
        std::function<void(bool force, OnGrant done)> take_epoch;
        /// The node becomes active: load what it owns, bind sockets.
        std::function<void(const store::EpochGrant&)> activate;
        /// The node has been displaced: close sockets, say nothing, leave.
        std::function<void()> fenced;
    };

    Role(sip::Loop& loop, Wiring wiring) : loop_(loop), wiring_(std::move(wiring)) {}

    RoleState state() const noexcept { return state_; }
    base::Epoch epoch() const noexcept { return epoch_; }

    /// Becomes active. While another node holds a live lease, or the database is away, it asks
    /// again every half second and says once why it waits. `force` displaces a live owner. Has no
    /// effect unless the node is on standby.
    void promote(bool force);
    /// Another node owns the cluster name now. Nothing undoes it but a new process.
    void fence();

  private:
    void ask(bool force);
    void answered(bool force, const base::Result<store::EpochGrant>& grant);

    sip::Loop& loop_;
    Wiring wiring_;
    RoleState state_ = RoleState::Standby;
    base::Epoch epoch_{0};
    std::unique_ptr<sip::Timer> retry_;
    std::string told_;
};

}  // namespace sofia::cluster
