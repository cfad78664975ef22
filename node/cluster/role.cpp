#include "cluster/role.hpp"

#include "base/log.hpp"

namespace sofia::cluster {
namespace {

constexpr std::chrono::milliseconds kAskAgain{500};

}  // namespace

std::string_view to_string(RoleState state) noexcept {
    switch (state) {
        case RoleState::Standby:
            return "STANDBY";
        case RoleState::Promoting:
            return "PROMOTING";
        case RoleState::Active:
            return "ACTIVE";
        case RoleState::Fenced:
            return "FENCED";
    }
    return "UNKNOWN";
}

void Role::promote(bool force) {
    if (state_ != RoleState::Standby)
        return;
    state_ = RoleState::Promoting;
    ask(force);
}

void Role::ask(bool force) {
    wiring_.take_epoch(force, [this, force](const base::Result<store::EpochGrant>& grant) {
        answered(force, grant);
    });
}

void Role::answered(bool force, const base::Result<store::EpochGrant>& grant) {
    if (state_ != RoleState::Promoting)
        return;
    if (!grant) {
        if (told_ != grant.error().text)
            LOG_WARN(Area::Cluster,
                     "not active yet, asking again every {} ms: {}",
                     kAskAgain.count(),
                     grant.error().text);
        told_ = grant.error().text;
        retry_ = loop_.after(kAskAgain, [this, force] { ask(force); });
        return;
    }
    state_ = RoleState::Active;
    epoch_ = grant->epoch;
    LOG_INFO(Area::Cluster,
             "active with epoch {} (before: {})",
             base::number(epoch_),
             grant->previous_owner.empty() ? "nobody" : grant->previous_owner.str());
    wiring_.activate(*grant);
}

void Role::fence() {
    if (state_ == RoleState::Fenced)
        return;
    state_ = RoleState::Fenced;
    LOG_ERROR(
        Area::Cluster,
        "fenced: another node has taken a newer epoch than {}; this node stops answering SIP now",
        base::number(epoch_));
    wiring_.fenced();
}

}  // namespace sofia::cluster
