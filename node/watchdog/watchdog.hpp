#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/pulse.hpp"
#include "watchdog/health.hpp"
#include "watchdog/slot.hpp"

namespace sofia::watchdog {

/// How often the watchdog looks.
constexpr base::Milliseconds kLookEvery{100};
/// A longer time between two looks is one in which the process itself did not run (SIGSTOP, a
/// suspended machine): nobody can be blamed for being silent in it.
constexpr base::Milliseconds kGap{1000};
/// The shortest limit that is kept: below it a busy machine would be taken for a hung thread.
constexpr base::Milliseconds kLeastLimit{2000};

/// One thing to look after.
struct Watched {
    /// See Probe::complaint.
    std::string complaint;
    std::shared_ptr<const base::Pulse> pulse;
    /// 0: it is listened to, but may be silent as long as it likes.
    base::Milliseconds limit{0};
    /// Whether it is judged only from its first beat on. For probes that something outside of the
    /// process may swallow: one that never worked is no proof that something broke.
    bool from_first_beat = false;
};

/// What is watched, that on which others depend first. One without limits is rest.
using Plan = std::vector<Watched>;

/// Listens to pulses and judges their silence (ADR 0006). Silence is time in which the watchdog
/// itself ran. It shares no lock with those that it watches, and in good days asks for no memory.
class Watchdog {
  public:
    /// What it does; all called within look().
    struct Doings {
        /// The process has failed: end it. `thread`: the one that is silent, 0 when unknown.
        std::function<void(const Health&, pid_t thread)> shoot;
        /// Something to log.
        std::function<void(base::LogLevel, std::string_view)> say;
        /// Every thread was heard within the last two seconds; about once a second, whether there
        /// are limits or not. For a watchdog above this one.
        std::function<void()> healthy;
    };

    explicit Watchdog(Doings doings) : doings_(std::move(doings)) {}

    /// Watches this from now on; all clocks begin anew. Thread: any.
    void watch(Plan plan) { next_plan_.put(std::make_unique<Plan>(std::move(plan))); }

    /// Looks once; to be called every kLookEvery. \return what was judged, Healthy at rest. Thread:
    /// one and the same.
    Health look(base::SteadyTime now);

  private:
    /// One watched thing and how long it has been silent.
    struct Ear {
        Watched watched;
        std::uint64_t beats = 0;
        base::Milliseconds silence{0};
        bool heard = false;
        bool complained = false;
    };

    void take_plan(Plan plan);
    void reset_clocks();
    void listen(Ear& ear, base::SteadyTime now, base::Milliseconds passed);
    void tell(const Health& health);
    void feed(base::SteadyTime now);

    const Doings doings_;
    Slot<Plan> next_plan_;

    // The looking thread only.
    std::vector<Ear> ears_;
    std::vector<Probe> probes_;
    base::SteadyTime last_look_{};
    base::SteadyTime last_feed_{};
    State told_ = State::Healthy;
    bool has_looked_ = false;
};

}  // namespace sofia::watchdog
