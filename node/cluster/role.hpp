#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "sip/loop.hpp"
#include "store/database.hpp"

namespace sofia::cluster {

/// What a node is within its cluster name.
enum class RoleState {
    Standby,    ///< configured and connected, no SIP socket bound
    Promoting,  ///< asking the database for the next epoch, or opening sockets under it
    Active,     ///< owns the cluster name and serves
    Fenced,     ///< another node has taken a newer epoch; this process says nothing more
};

/// The name in status output: "STANDBY", "PROMOTING", "ACTIVE", "FENCED".
std::string_view to_string(RoleState state) noexcept;

/// How a promotion ended well.
struct Promotion {
    base::Epoch epoch{0};
    /// The node was active already.
    bool already = false;
    /// What is not as it should be, in words; empty when all is well.
    std::string note;
};

/// How often a promotion asks.
enum class Patience {
    Once,         ///< an operator or the cluster manager: one answer, then on standby again
    UntilActive,  ///< the start with `--role active`: asks on while another node is in the way
};

/// The node's role and the moves between roles. The database decides who may be active: a promotion
/// takes the next epoch in one transaction, and a write with an older epoch fences the writer (ADR
/// 0003). Every move may be asked for in every state, twice, and while another is under way.
/// Thread: SIP.
class Role {
  public:
    using OnGrant = std::function<void(base::Result<store::EpochGrant>)>;
    using OnOpened = std::function<void(base::Result<std::string>)>;
    using OnPromoted = std::function<void(base::Result<Promotion>)>;
    using OnDemoted = std::function<void(base::Result<bool>)>;
    /// What the role works with: asking for an epoch, and being told.
    struct Wiring {
        std::function<void(bool force, OnGrant done)> take_epoch;
        /// The epoch is ours: open sockets, load what the node owns; then `opened` with a note in
        /// words (empty when all is well), or with why nothing could be opened.
        std::function<void(const store::EpochGrant&, OnOpened opened)> activate;
        /// The node steps down: closes its sockets and forgets its calls before it returns, without
        /// a word to anybody, and calls `given_back` when the epoch's lease is in the database
        /// again, or when that could not be done in time.
        std::function<void(base::Task given_back)> deactivate;
        /// The node has been displaced: close sockets, say nothing, leave.
        std::function<void()> fenced;
    };

    Role(sip::Loop& loop, Wiring wiring) : loop_(loop), wiring_(std::move(wiring)) {}

    RoleState state() const noexcept { return state_; }
    /// The last epoch that was ours; 0 before the first.
    base::Epoch epoch() const noexcept { return epoch_; }

    /// Becomes active. `force` displaces a live owner; without it a live lease of another node is
    /// an error (Patience::Once) or is waited for, asking every half second. On an active node it
    /// takes no new epoch. `done` is called once. Errors: Exists (another node's live lease),
    /// Timeout (the database is away), Unavailable (nothing could be opened; demoted meanwhile),
    /// Stale (fenced).
    void promote(bool force, Patience patience, OnPromoted done);
    /// Steps down to standby; ends a promotion that is under way. `done` is called once, when the
    /// lease was given back, with whether the node was on standby already. Errors: Stale (fenced).
    void demote(OnDemoted done);
    /// Another node owns the cluster name since `stale` ended. Nothing undoes it but a new process.
    /// An epoch that this node has given up itself concerns it no more.
    void fence(base::Epoch stale);

    /// The epochs so far were those of another cluster. REQUIRES: on standby.
    void turn_to_another_cluster() noexcept {
        epoch_ = base::Epoch{0};
        stale_ = base::Epoch{0};
    }

  private:
    void ask(bool force);
    void answered(std::uint64_t attempt, bool force, const base::Result<store::EpochGrant>& grant);
    void refused(bool force, const base::Error& error);
    void opened(std::uint64_t attempt, const base::Result<std::string>& note);
    void tell(const base::Result<Promotion>& outcome);
    void step_down();

    sip::Loop& loop_;
    Wiring wiring_;
    RoleState state_ = RoleState::Standby;
    base::Epoch epoch_{0};
    /// The newest epoch of ours that somebody else has ended.
    base::Epoch stale_{0};
    /// Whether epoch_ is ours now.
    bool holds_epoch_ = false;
    /// Whether another try follows a refusal.
    bool asks_on_ = false;
    /// Answers to an earlier attempt are recognized by it.
    std::uint64_t attempt_ = 0;
    std::vector<OnPromoted> waiting_once_;
    std::vector<OnPromoted> waiting_on_;
    /// Those who wait until the lease was given back.
    std::vector<base::Task> giving_back_;
    std::unique_ptr<sip::Timer> retry_;
    base::ErrorKind told_{};
};

}  // namespace sofia::cluster
