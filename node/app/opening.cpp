#include "app/opening.hpp"

#include <utility>

#include "base/log.hpp"
#include "cluster/bind_policy.hpp"

namespace sofia::app {

void Opening::begin(Done done) {
    began_ = clock_.steady();
    told_.clear();
    done_ = std::move(done);
    try_all();
}

void Opening::abandon() {
    again_.reset();
    done_ = nullptr;
}

void Opening::try_all() {
    using Kind = cluster::BindDecision::Kind;
    again_.reset();
    const auto opened = profiles_.start_all();
    const auto elapsed = std::chrono::duration_cast<base::Milliseconds>(clock_.steady() - began_);
    const auto decision = cluster::decide_bind(opened.running, opened.missing, elapsed);
    if (decision.kind == Kind::TryAgain) {
        if (std::exchange(told_, decision.reason) != decision.reason)
            LOG_WARN(Area::Sip, "{}; trying again for some seconds", decision.reason);
        again_ = loop_.after(cluster::kBindPause, [this] { try_all(); });
        return;
    }
    if (!decision.reason.empty())
        LOG_ERROR(Area::Sip, "{}", decision.reason);
    const auto done = std::exchange(done_, nullptr);
    if (decision.kind == Kind::GiveUp)
        done(base::fail(base::ErrorKind::Unavailable, decision.reason));
    else
        done(decision.reason);
    if (decision.kind == Kind::Serve)
        for (const auto& missing : opened.missing)
            if (missing.may_pass)
                profiles_.try_again_later(missing.profile);
}

}  // namespace sofia::app
