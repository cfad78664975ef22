#include "cluster/role.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace sofia::cluster {
namespace {

constexpr std::chrono::milliseconds kAskAgain{500};

base::Error fenced_error() {
    return {base::ErrorKind::Stale,
            "this node is fenced: another node has taken the cluster, only a new process helps"};
}

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

void Role::promote(bool force, Patience patience, OnPromoted done) {
    if (state_ == RoleState::Fenced)
        return done(tl::unexpected(fenced_error()));
    if (state_ == RoleState::Active)
        return done(Promotion{epoch_, true, {}});
    const bool is_first = std::exchange(state_, RoleState::Promoting) == RoleState::Standby;
    asks_on_ = asks_on_ || patience == Patience::UntilActive;
    (patience == Patience::Once ? waiting_once_ : waiting_on_).push_back(std::move(done));
    // Who comes later shares the question that is under way, unless it asks for more.
    if (is_first || (!holds_epoch_ && (force || retry_)))
        ask(force);
}

void Role::ask(bool force) {
    retry_.reset();
    const auto attempt = ++attempt_;
    wiring_.take_epoch(force, [this, attempt, force](const base::Result<store::EpochGrant>& grant) {
        answered(attempt, force, grant);
    });
}

void Role::answered(std::uint64_t attempt,
                    bool force,
                    const base::Result<store::EpochGrant>& grant) {
    if (state_ == RoleState::Standby && grant && !holds_epoch_) {
        // Demoted while it was asked for: nobody wants this epoch any more.
        epoch_ = grant->epoch;
        return wiring_.deactivate([] {});
    }
    if (state_ != RoleState::Promoting || attempt != attempt_)
        return;
    if (!grant)
        return refused(force, grant.error());
    epoch_ = grant->epoch;
    holds_epoch_ = true;
    told_ = {};
    LOG_INFO(Area::Cluster,
             "epoch {} is ours (before: {})",
             base::number(epoch_),
             grant->previous_owner.empty() ? "nobody" : grant->previous_owner.str());
    if (epoch_ <= stale_)
        return fence(stale_);
    wiring_.activate(
        *grant, [this, attempt](const base::Result<std::string>& note) { opened(attempt, note); });
}

void Role::refused(bool force, const base::Error& error) {
    // The text of a refusal counts the time down, so the kind decides whether it is news.
    if (!asks_on_ || told_ != error.kind)
        LOG_WARN(Area::Cluster,
                 "not active{}: {}",
                 asks_on_ ? " yet, asking again twice a second" : "",
                 error.text);
    told_ = error.kind;
    if (asks_on_)
        retry_ = loop_.after(kAskAgain, [this, force] { ask(force); });
    else
        state_ = RoleState::Standby;
    for (const auto& done : std::exchange(waiting_once_, {}))
        done(tl::unexpected(error));
}

void Role::opened(std::uint64_t attempt, const base::Result<std::string>& note) {
    if (state_ != RoleState::Promoting || attempt != attempt_)
        return;
    if (!note) {
        LOG_ERROR(Area::Cluster,
                  "epoch {} is given back, this node cannot serve: {}",
                  base::number(epoch_),
                  note.error().text);
        step_down();
        return tell(tl::unexpected(note.error()));
    }
    state_ = RoleState::Active;
    LOG_INFO(Area::Cluster, "active with epoch {}", base::number(epoch_));
    tell(Promotion{epoch_, false, *note});
}

void Role::tell(const base::Result<Promotion>& outcome) {
    auto waiting = std::exchange(waiting_once_, {});
    for (auto& done : std::exchange(waiting_on_, {}))
        waiting.push_back(std::move(done));
    asks_on_ = false;
    for (const auto& done : waiting)
        done(outcome);
}

void Role::step_down() {
    state_ = RoleState::Standby;
    holds_epoch_ = false;
    retry_.reset();
    ++attempt_;
    giving_back_.emplace_back([] {});
    wiring_.deactivate([this] {
        for (const auto& done : std::exchange(giving_back_, {}))
            done();
    });
}

void Role::demote(OnDemoted done) {
    if (state_ == RoleState::Fenced)
        return done(tl::unexpected(fenced_error()));
    if (state_ == RoleState::Standby) {
        if (giving_back_.empty())
            return done(true);
        giving_back_.emplace_back([done = std::move(done)] { done(true); });
        return;
    }
    LOG_INFO(Area::Cluster,
             "{} with epoch {}, stepping down to standby",
             to_string(state_),
             base::number(epoch_));
    step_down();
    // It waits for the lease also when an earlier step down is not over.
    if (giving_back_.empty())
        done(false);
    else
        giving_back_.emplace_back([done = std::move(done)] { done(false); });
    tell(base::fail(base::ErrorKind::Stale, "demoted before it was active"));
}

void Role::fence(base::Epoch stale) {
    stale_ = std::max(stale_, stale);
    if (state_ == RoleState::Fenced || !holds_epoch_ || stale < epoch_)
        return;
    state_ = RoleState::Fenced;
    retry_.reset();
    // Sockets first: until they are closed two nodes act as one.
    wiring_.fenced();
    LOG_ERROR(
        Area::Cluster,
        "fenced: another node has taken a newer epoch than {}; this node answers nothing more",
        base::number(epoch_));
    tell(tl::unexpected(fenced_error()));
}

}  // namespace sofia::cluster
