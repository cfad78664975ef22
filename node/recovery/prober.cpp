#include "recovery/prober.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "call/call_table.hpp"

namespace sofia::recovery {
namespace {

using call::Side;

}  // namespace

/// One call and what its peers have said. Held by the queue, or by the questions that are under
/// way: when the call ends by itself they go, and this with them.
struct Prober::Probe {
    Probe(base::CallUuid id, std::shared_ptr<ProbeReport> shared)
        : uuid(std::move(id)), report(std::move(shared)) {
        ++report->waiting;
    }
    ~Probe() {
        if (--report->waiting > 0)
            return;
        std::size_t gone = 0;
        for (const auto& [reason, count] : report->gone)
            gone += count;
        if (report->alive + gone > 0)
            LOG_INFO(Area::Recovery,
                     "peers of recovered calls have been asked: alive={} gone={}",
                     report->alive,
                     gone);
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    std::vector<ProbeAnswer>& of(Side side) { return side == Side::A ? a : b; }

    const base::CallUuid uuid;
    const std::shared_ptr<ProbeReport> report;
    std::vector<ProbeAnswer> a;
    std::vector<ProbeAnswer> b;
    /// Questions under way.
    int open = 0;
};

Prober::Prober(call::Services& services, const ProbePace& pace)
    : services_(services), pace_(pace) {}

Prober::~Prober() = default;

void Prober::add(const base::CallUuid& uuid) {
    if (pace_.calls_per_second > 0)
        put(std::make_shared<Probe>(uuid, report_), pace_.first_after);
}

void Prober::put(const std::shared_ptr<Probe>& probe, std::chrono::milliseconds delay) {
    due_.emplace(services_.clock.steady() + delay, probe);
    if (!timer_)
        wake();
}

void Prober::wake() {
    if (due_.empty()) {
        timer_.reset();
        return;
    }
    const auto at = std::max(due_.begin()->first, not_before_);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(at - services_.clock.steady());
    timer_ =
        services_.loop.after(std::max(wait, std::chrono::milliseconds(1)), [this] { ask_next(); });
}

void Prober::ask_next() {
    const auto now = services_.clock.steady();
    not_before_ = now + std::chrono::milliseconds(1000) / pace_.calls_per_second;
    if (!due_.empty() && due_.begin()->first <= now) {
        const auto first = due_.extract(due_.begin());
        ask(first.mapped());
    }
    wake();
}

void Prober::ask(const std::shared_ptr<Probe>& probe) {
    auto* call = services_.table.find(probe->uuid);
    if (call == nullptr || !call->is_up())
        return;  // It has ended by itself.
    services_.metrics.counter("recovery_probes").add();
    for (const auto side : {Side::A, Side::B}) {
        if (judge(side, probe->of(side)).fate == Fate::Keep)
            continue;
        ++probe->open;
        call->probe(side, [this, probe, side](const sip::Response& response) {
            answered(probe, side, probe_answer(response));
        });
    }
}

void Prober::answered(const std::shared_ptr<Probe>& probe, Side side, ProbeAnswer answer) {
    probe->of(side).push_back(answer);
    --probe->open;
    if (probe->open == 0 || answer == ProbeAnswer::Denied)
        settle(probe);
}

void Prober::settle(const std::shared_ptr<Probe>& probe) {
    auto* call = services_.table.find(probe->uuid);
    if (call == nullptr || !call->is_up())
        return;
    bool ask_again = false;
    for (const auto side : {Side::A, Side::B}) {
        const auto verdict = judge(side, probe->of(side));
        ask_again = ask_again || verdict.fate == Fate::AskAgain;
        if (verdict.fate != Fate::Gone)
            continue;
        ++report_->gone[verdict.reason];
        services_.metrics.counter("recovery_gone").add();
        const bool denied = probe->of(side).back() == ProbeAnswer::Denied;
        call->lose_peer(side,
                        denied ? model::cause_of_status(481) : model::cause::kRecoveryOnTimerExpire,
                        verdict.reason);
        return;
    }
    if (ask_again)
        put(probe, pace_.again_after);
    else
        ++report_->alive;
}

}  // namespace sofia::recovery
