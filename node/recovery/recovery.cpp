#include "recovery/recovery.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace sofia::recovery {
namespace {

/// Calls rebuilt in one turn of the loop: about 5 ms, then waiting messages are served.
constexpr std::size_t kSlice = 250;

Situation situation_of(call::Services& services) {
    return {[&](const base::CallUuid& uuid) { return services.table.find(uuid) != nullptr; },
            [&](const std::string& profile) { return services.profiles.find(profile) != nullptr; }};
}

}  // namespace

struct Recovery::Run {
    std::vector<Step> steps;
    std::size_t next = 0;
    Report report;
    base::SteadyTime started{};
    std::function<void(base::Result<Report>)> done;
};

base::Result<void> carry_out(call::Services& services, const Step& step) {
    if (services.table.find(step.uuid) != nullptr)
        return {};  // An in-dialog request was quicker and has rebuilt it.
    return call::Call::rehydrate(services, step.image);
}

void Recovery::recover(const std::string& profile, std::function<void(base::Result<Report>)> done) {
    const auto started = services_.clock.steady();
    source_.claim_all(
        profile,
        [this, started, done = std::move(done)](
            base::Result<std::vector<model::TrackedCall>> rows) {
            if (!rows) {
                LOG_ERROR(Area::Recovery,
                          "recover: rows could not be claimed: {}; nothing is lost, recover again",
                          rows.error().text);
                done(tl::unexpected(rows.error()));
                return;
            }
            auto run = std::make_shared<Run>();
            run->steps = plan(*rows, situation_of(services_));
            run->started = started;
            run->done = done;
            carry_out(run);
        });
}

void Recovery::carry_out(const std::shared_ptr<Run>& run) {
    const auto end = std::min(run->next + kSlice, run->steps.size());
    for (; run->next < end; ++run->next) {
        auto& step = run->steps[run->next];
        if (step.action == Action::Rehydrate || step.action == Action::Finish) {
            if (const auto rebuilt = recovery::carry_out(services_, step); !rebuilt) {
                step.action = Action::Keep;
                step.reason = rebuilt.error().text;
            } else {
                ++(step.action == Action::Finish ? run->report.finished : run->report.recovered);
            }
        }
        if (step.action == Action::Keep)
            LOG_WARN(Area::Recovery,
                     "call={} not recovered, its row is kept: {}",
                     step.uuid.str(),
                     step.reason);
        if (step.action == Action::Keep || step.action == Action::Skip)
            ++run->report.others[step.reason];
        step.image = {};
    }
    if (run->next < run->steps.size()) {
        services_.loop.post([this, run] { carry_out(run); });
        return;
    }
    const auto took =
        std::chrono::duration_cast<base::Milliseconds>(services_.clock.steady() - run->started);
    LOG_INFO(Area::Recovery,
             "recovered={} finished={} rows={} in {} ms",
             run->report.recovered,
             run->report.finished,
             run->steps.size(),
             took.count());
    run->done(run->report);
}

void Recovery::flush(const std::string& profile,
                     std::function<void(base::Result<std::size_t>)> done) {
    source_.flush(profile, std::move(done));
}

}  // namespace sofia::recovery
