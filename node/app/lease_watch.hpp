#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "cluster/freeze_guard.hpp"
#include "cluster/lease_policy.hpp"
#include "sip/held_loop.hpp"
#include "sip/loop.hpp"
#include "store/worker.hpp"

namespace sofia::app {

/// Watches, while the node is active, whether it may still act: that it did not stand still
/// (cluster::FreezeGuard, asked by the loop), and that its lease runs (cluster::judge_lease,
/// several times a second). Thread: SIP.
class LeaseWatch {
  public:
    /// `loop` and `held` are the same loop. `leave` is called once when the policy says that the
    /// node ends.
    LeaseWatch(sip::Loop& loop,
               sip::HeldLoop& held,
               const base::Clock& clock,
               store::Worker& worker,
               base::Milliseconds lease,
               cluster::OnLeaseLost policy,
               base::Task leave);
    ~LeaseWatch() { held_.ask_before_acting(nullptr); }
    LeaseWatch(const LeaseWatch&) = delete;
    LeaseWatch& operator=(const LeaseWatch&) = delete;

    /// The node owns an epoch.
    void begin();
    /// It owns none any more.
    void end();
    /// Whether requests that would make new state are refused now.
    bool refuses_new() const noexcept { return refuses_new_; }

  private:
    bool may_act();
    void look();

    sip::Loop& loop_;
    sip::HeldLoop& held_;
    const base::Clock& clock_;
    store::Worker& worker_;
    const cluster::OnLeaseLost policy_;
    base::Task leave_;
    cluster::FreezeGuard guard_;
    bool is_held_ = false;
    bool refuses_new_ = false;
    std::unique_ptr<sip::Timer> pulse_;
};

}  // namespace sofia::app
