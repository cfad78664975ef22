#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "call/call_table.hpp"
#include "call/services.hpp"
#include "recovery/call_source.hpp"
#include "recovery/plan.hpp"
#include "recovery/prober.hpp"

namespace sofia::recovery {

/// What a recovery did.
struct Report {
    /// Calls that go on.
    std::size_t recovered = 0;
    /// Calls that only had their BYE sent.
    std::size_t finished = 0;
    /// Of those not recovered: how many for each reason.
    std::map<std::string, std::size_t> others;
    /// Calls recovered earlier whose peers turned out to be gone: how many for each reason, since
    /// the start.
    std::map<std::string, std::size_t> gone;
};

/// Brings the calls of an older epoch back: claims the rows in pieces, plans, and rebuilds the
/// dialogs in slices, so that SIP is served in between, and look-ups of single calls. Nothing is
/// sent to the peers of a call that goes on. Twice is harmless; a process that dies in the middle
/// has lost nothing, for the next epoch claims the same rows. Thread: SIP.
class Recovery {
  public:
    Recovery(call::Services& services, CallSource& source, Prober& prober)
        : services_(services), source_(source), prober_(prober) {}

    /// Recovers the calls of `profile`, or of all when empty. Several at once run one after the
    /// other. Errors: those of the store (Unavailable, Timeout, Stale); nothing is lost by them.
    void recover(const std::string& profile, std::function<void(base::Result<Report>)> done);
    /// Discards the calls that no living node owns. \return how many.
    void flush(const std::string& profile, std::function<void(base::Result<std::size_t>)> done);
    /// Rebuilds nothing more: what is under way ends with Stale, and its rows stay as they are.
    void abandon();

  private:
    struct Run;
    void begin();
    void claim(const std::shared_ptr<Run>& run, base::CallUuid after);
    void claim_ahead(const std::shared_ptr<Run>& run);
    void take(const std::shared_ptr<Run>& run, model::CallPiece piece);
    void give_up(const base::Error& error);
    void finish(Run& run);
    bool is_under_way(const std::shared_ptr<Run>& run) const;
    void end(base::Result<Report> outcome);
    void carry_out(const std::shared_ptr<Run>& run);

    call::Services& services_;
    CallSource& source_;
    Prober& prober_;
    /// The first is under way.
    std::deque<std::shared_ptr<Run>> runs_;
};

/// Carries out one step: rebuilds the call, and has its peers asked later if it goes on. Errors:
/// those of Call::rehydrate().
base::Result<void> carry_out(call::Services& services, Prober& prober, const Step& step);

}  // namespace sofia::recovery
