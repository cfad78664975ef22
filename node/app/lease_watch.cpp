#include "app/lease_watch.hpp"

#include <utility>

#include "base/log.hpp"

namespace sofia::app {
namespace {

/// The guard must be asked several times in the longest pause, and a lease that runs out is noticed
/// within this time.
constexpr std::chrono::milliseconds kPulse{200};

}  // namespace

LeaseWatch::LeaseWatch(sip::Loop& loop,
                       sip::HeldLoop& held,
                       const base::Clock& clock,
                       store::Worker& worker,
                       base::Milliseconds lease,
                       cluster::OnLeaseLost policy,
                       base::Task leave)
    : loop_(loop),
      held_(held),
      clock_(clock),
      worker_(worker),
      policy_(policy),
      leave_(std::move(leave)),
      guard_(cluster::longest_pause(lease)) {
    held_.ask_before_acting([this] { return may_act(); });
}

void LeaseWatch::begin() {
    guard_.arm(base::BootClock::now());
    is_held_ = false;
    refuses_new_ = false;
    pulse_ = loop_.every(kPulse, [this] { look(); });
}

void LeaseWatch::end() {
    guard_.disarm();
    pulse_.reset();
    refuses_new_ = false;
}

bool LeaseWatch::may_act() {
    const bool may_act = guard_.may_act(base::BootClock::now(), [this] {
        const auto lease = worker_.lease();
        return lease ? lease->confirmed : base::BootTime{};
    });
    if (may_act == !is_held_)
        return may_act;
    is_held_ = !may_act;
    if (is_held_) {
        LOG_WARN(Area::Cluster,
                 "this process stood still for {} ms: nothing is answered until the database has "
                 "confirmed our epoch",
                 guard_.paused().count());
        worker_.confirm();
    } else {
        LOG_WARN(Area::Cluster, "our epoch is confirmed, going on");
    }
    return may_act;
}

void LeaseWatch::look() {
    using Kind = cluster::LeaseVerdict::Kind;
    const auto lease = worker_.lease();
    if (!lease)
        return;
    const auto verdict = cluster::judge_lease(lease->until, clock_.steady(), policy_);
    const bool refuses = verdict.kind != Kind::Serve;
    if (refuses == std::exchange(refuses_new_, refuses))
        return;
    if (refuses)
        LOG_ERROR(Area::Cluster, "{}", verdict.reason);
    else
        LOG_WARN(Area::Cluster, "the database is back and our epoch is good: {}", verdict.reason);
    if (verdict.kind == Kind::Leave)
        leave_();
}

}  // namespace sofia::app
