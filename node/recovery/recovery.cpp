#include "recovery/recovery.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "base/log.hpp"

namespace sofia::recovery {
namespace {

/// Calls rebuilt in one turn of the loop: about 5 ms, then waiting messages are served.
constexpr std::size_t kSlice = 250;

/// Calls claimed in one transaction: some 20 ms, which a look-up of a call that is asked for has to
/// wait at most.
constexpr std::size_t kPiece = 500;

Situation situation_of(call::Services& services) {
    return {[&](const base::CallUuid& uuid) { return services.table.find(uuid) != nullptr; },
            [&](const std::string& profile) { return services.profiles.find(profile) != nullptr; }};
}

}  // namespace

struct Recovery::Run {
    std::string profile;
    std::function<void(base::Result<Report>)> done;
    /// Claimed and not rebuilt yet.
    std::vector<model::TrackedCall> rows;
    std::size_t next = 0;
    /// Where the next piece begins; nothing while it is being claimed, and behind the last one.
    std::optional<base::CallUuid> after;
    /// The last piece has come.
    bool is_complete = false;
    /// A turn of the loop that rebuilds is on its way.
    bool is_rebuilding = false;
    std::size_t claimed = 0;
    Report report;
    base::SteadyTime started{};
};

base::Result<void> carry_out(call::Services& services, Prober& prober, const Step& step) {
    if (services.table.find(step.uuid) != nullptr)
        return {};  // An in-dialog request was quicker and has rebuilt it.
    auto rebuilt = call::Call::rehydrate(services, step.image);
    if (rebuilt && step.action == Action::Rehydrate)
        prober.add(step.uuid);
    if (auto* call = services.table.find(step.uuid); call != nullptr && call->is_up())
        call->tell_back();
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
    runs_.front()->started = services_.clock.steady();
    claim(runs_.front(), base::CallUuid{});
}

void Recovery::claim(const std::shared_ptr<Run>& run, base::CallUuid after) {
    source_.claim({.profile = run->profile, .after = std::move(after), .limit = kPiece},
                  [this, run](base::Result<model::CallPiece> piece) {
                      if (!is_under_way(run))
                          return;
                      if (piece)
                          take(run, std::move(*piece));
                      else
                          give_up(piece.error());
                  });
}

void Recovery::take(const std::shared_ptr<Run>& run, model::CallPiece piece) {
    run->is_complete = !piece.next;
    run->after = std::move(piece.next);
    run->claimed += piece.calls.size();
    run->rows.erase(run->rows.begin(), run->rows.begin() + static_cast<std::ptrdiff_t>(run->next));
    run->next = 0;
    std::ranges::move(piece.calls, std::back_inserter(run->rows));
    claim_ahead(run);
    if (!run->is_rebuilding)
        carry_out(run);
}

void Recovery::claim_ahead(const std::shared_ptr<Run>& run) {
    // While the loop rebuilds one piece, the database is at the next, and no further.
    if (run->after && run->rows.size() - run->next <= kPiece)
        claim(run, *std::exchange(run->after, std::nullopt));
}

void Recovery::give_up(const base::Error& error) {
    LOG_ERROR(Area::Recovery,
              "recover: rows could not be claimed: {}; nothing is lost, recover again",
              error.text);
    end(tl::unexpected(error));
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
    run->is_rebuilding = run->next < run->rows.size();
    claim_ahead(run);
    if (run->is_rebuilding)
        services_.loop.post([this, run] { carry_out(run); });
    else if (run->is_complete)
        finish(*run);
}

void Recovery::finish(Run& run) {
    const auto took =
        std::chrono::duration_cast<base::Milliseconds>(services_.clock.steady() - run.started);
    LOG_INFO(Area::Recovery,
             "recovered={} finished={} rows={} in {} ms",
             run.report.recovered,
             run.report.finished,
             run.claimed,
             took.count());
    run.report.gone = prober_.report().gone;
    end(run.report);
}

void Recovery::flush(const std::string& profile,
                     std::function<void(base::Result<std::size_t>)> done) {
    source_.flush(profile, std::move(done));
}

}  // namespace sofia::recovery
