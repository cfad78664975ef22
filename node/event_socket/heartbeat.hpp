#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bus/bus.hpp"
#include "sip/loop.hpp"

namespace sofia::event_socket {

/// What a HEARTBEAT tells about the node.
struct Vitals {
    std::chrono::milliseconds uptime{0};
    /// Calls' legs up now, since the start, and allowed at once.
    std::int64_t sessions = 0;
    std::int64_t sessions_since_start = 0;
    std::int64_t max_sessions = 0;
    /// New sessions in a second: allowed; in the last one; most ever, and in the last five minutes.
    std::int64_t most_per_second = 0;
    std::int64_t per_second = 0;
    std::int64_t peak_per_second = 0;
    std::int64_t recent_peak_per_second = 0;
    /// Most sessions at once: ever, and in the last five minutes.
    std::int64_t peak = 0;
    std::int64_t recent_peak = 0;
    std::string version;
    /// Per cent of the processor, 0 to 100.
    double idle_cpu = 0;
};

/// The HEARTBEAT event of these numbers, for example with Up-Time
/// "0 years, 0 days, 1 hour, 0 minutes, 5 seconds, 20 milliseconds, 0 microseconds".
model::Event heartbeat_event(const Vitals& vitals);

/// Publishes a HEARTBEAT every 20 seconds for as long as it lives. Thread: the loop's.
class Heartbeat {
  public:
    /// `vitals` is asked on the loop at each beat. `loop` and `bus` must outlive the heartbeat.
    Heartbeat(sip::Loop& loop, bus::Bus& bus, std::function<Vitals()> vitals);

    /// The time from one beat to the next.
    static constexpr std::chrono::seconds kPeriod{20};

  private:
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::event_socket
