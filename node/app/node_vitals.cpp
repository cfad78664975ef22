// What a HEARTBEAT tells about the node.

#include "app/node.hpp"

namespace sofia::app {

event_socket::Vitals Node::vitals() const {
    event_socket::Vitals vitals;
    vitals.uptime = std::chrono::duration_cast<std::chrono::milliseconds>(
        base::system_clock().steady() - started_);
    vitals.sessions = static_cast<std::int64_t>(calls_.size());
    vitals.sessions_since_start = static_cast<std::int64_t>(calls_.total());
    vitals.max_sessions = services_.settings.max_sessions;
    vitals.most_per_second = services_.settings.sessions_per_second;
    vitals.per_second = calls_.added_in_second(base::system_clock().steady());
    const auto& load = context_.load;
    const auto signed_of = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    vitals.peak_per_second = signed_of(load.rate_peak());
    vitals.recent_peak_per_second = signed_of(load.recent_rate_peak());
    vitals.peak = signed_of(calls_.peak());
    vitals.recent_peak = signed_of(load.recent_peak());
    vitals.version = context_.facts.version;
    return vitals;
}

}  // namespace sofia::app
