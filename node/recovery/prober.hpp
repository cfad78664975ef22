#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "call/services.hpp"
#include "recovery/verdict.hpp"

namespace sofia::recovery {

/// How gently the peers of recovered calls are asked.
struct ProbePace {
    /// Calls asked in a second, one OPTIONS a leg; 0: nobody is asked.
    unsigned calls_per_second = 25;
    /// How long a call is left alone after its recovery. Phones that speak first need no question.
    std::chrono::milliseconds first_after{10000};
    /// How long after a silence its peer is asked again.
    std::chrono::milliseconds again_after{20000};
};

/// What has been found out since the start.
struct ProbeReport {
    /// Calls both of whose peers answered.
    std::size_t alive = 0;
    /// Calls that were ended, by reason.
    std::map<std::string, std::size_t> gone;
    /// Calls on which nothing has been decided yet.
    std::size_t waiting = 0;
};

/// Asks the peers of recovered calls with an in-dialog OPTIONS whether they still have the call,
/// and ends those calls whose peer has not: both sides may have hung up while nobody was there, or
/// while the row that said so was on its way. A call is asked until both peers have answered once;
/// the pace is bounded, whatever the number of calls. Thread: SIP.
class Prober {
  public:
    /// `services` outlives it, and so do the calls that it asks end before it.
    Prober(call::Services& services, const ProbePace& pace);
    ~Prober();

    /// Takes a call that has been rebuilt.
    void add(const base::CallUuid& uuid);
    const ProbeReport& report() const noexcept { return *report_; }

  private:
    struct Probe;
    using Due = std::multimap<base::SteadyTime, std::shared_ptr<Probe>>;

    void put(const std::shared_ptr<Probe>& probe, std::chrono::milliseconds delay);
    void wake();
    void ask_next();
    void ask(const std::shared_ptr<Probe>& probe);
    void answered(const std::shared_ptr<Probe>& probe, call::Side side, ProbeAnswer answer);
    void settle(const std::shared_ptr<Probe>& probe);

    call::Services& services_;
    const ProbePace pace_;
    const std::shared_ptr<ProbeReport> report_ = std::make_shared<ProbeReport>();
    Due due_;
    std::unique_ptr<sip::Timer> timer_;
    base::SteadyTime not_before_{};
};

}  // namespace sofia::recovery
