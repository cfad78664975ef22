#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/profile_control.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sip/loop.hpp"

namespace sofia::app {

/// Opens the profiles of a node that is being promoted, and waits for addresses that are on their
/// way (cluster::decide_bind). Thread: SIP.
class Opening {
  public:
    /// With what is missing in words (empty when all profiles are open), or with why nothing is
    /// open.
    using Done = std::function<void(base::Result<std::string>)>;

    Opening(sip::Loop& loop, const base::Clock& clock, ProfileControl& profiles)
        : loop_(loop), clock_(clock), profiles_(profiles) {}

    /// Tries at once, then again and again; `done` is called once, perhaps before it returns. A
    /// new beginning ends the one before, whose `done` is not called.
    void begin(Done done);
    /// Tries no more; `done` is not called.
    void abandon();

  private:
    void try_all();

    sip::Loop& loop_;
    const base::Clock& clock_;
    ProfileControl& profiles_;
    base::SteadyTime began_{};
    std::string told_;
    Done done_;
    std::unique_ptr<sip::Timer> again_;
};

}  // namespace sofia::app
