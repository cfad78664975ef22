#include "recovery/recovery.hpp"

#include <algorithm>
#include <span>
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
    std::string profile;
    std::function<void(base::Result<Report>)> done;
    std::vector<model::TrackedCall> rows;
    std::size_t next = 0;
    Report report;
    base::SteadyTime started{};
};

base::Result<void> carry_out(call::Services& services, Prober& prober, const Step& step) {
    if (services.table.find(step.uuid) != nullptr)
        return {};  // An in-dialog request was quicker and has rebuilt it.
    auto rebuilt = call::Call::rehydrate(services, step.image);
    if (rebuilt && step.action == Action::Rehydrate)
        prober.add(step.uuid);
    return rebuilt;
}

void Recovery::recover(const std::string& profile, std::function<void(base::Result<Report>)> done) {
    auto run = std::make_shared<Run>();
    run->profile = profile;
    run->done = std::move(done);
    runs_.push_back(std::move(run));
    if (runs_.size() == 1)
        begin();
}

void Recovery::begin() {
    const auto run = runs_.front();
    run->started = services_.clock.steady();
    source_.claim_all(
        run->profile, [this, run](base::Result<std::vector<model::TrackedCall>> rows) {
            if (!is_under_way(run))
                return;
            if (!rows) {
                LOG_ERROR(Area::Recovery,
                          "recover: rows could not be claimed: {}; nothing is lost, recover again",
                          rows.error().text);
                end(tl::unexpected(rows.error()));
                return;
            }
            run->rows = std::move(*rows);
            carry_out(run);
        });
}

void Recovery::end(base::Result<Report> outcome) {
    const auto run = runs_.front();
    runs_.pop_front();
    if (!runs_.empty())
        services_.loop.post([this, next = runs_.front()] {
            if (is_under_way(next))
                begin();
        });
    run->done(std::move(outcome));
}

void Recovery::abandon() {
    const base::Error error{base::ErrorKind::Stale, "this node is not active any more"};
    for (const auto& run : std::exchange(runs_, {}))
        run->done(tl::unexpected(error));
}

bool Recovery::is_under_way(const std::shared_ptr<Run>& run) const {
    return !runs_.empty() && runs_.front() == run;
}

void Recovery::carry_out(const std::shared_ptr<Run>& run) {
    if (!is_under_way(run))
        return;
    // Planned a slice at a time, for reading the snapshots costs as much as rebuilding the calls.
    const auto slice =
        std::span(run->rows).subspan(run->next, std::min(kSlice, run->rows.size() - run->next));
    for (auto& step : plan(slice, situation_of(services_))) {
        if (step.action == Action::Rehydrate || step.action == Action::Finish) {
            if (const auto rebuilt = recovery::carry_out(services_, prober_, step); !rebuilt) {
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
    }
    run->next += slice.size();
    if (run->next < run->rows.size()) {
        services_.loop.post([this, run] { carry_out(run); });
        return;
    }
    const auto took =
        std::chrono::duration_cast<base::Milliseconds>(services_.clock.steady() - run->started);
    LOG_INFO(Area::Recovery,
             "recovered={} finished={} rows={} in {} ms",
             run->report.recovered,
             run->report.finished,
             run->rows.size(),
             took.count());
    run->report.gone = prober_.report().gone;
    end(run->report);
}

void Recovery::flush(const std::string& profile,
                     std::function<void(base::Result<std::size_t>)> done) {
    source_.flush(profile, std::move(done));
}

}  // namespace sofia::recovery
