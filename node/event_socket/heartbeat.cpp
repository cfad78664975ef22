#include "event_socket/heartbeat.hpp"

#include <utility>

#include <fmt/format.h>

namespace sofia::event_socket {
namespace {

std::string count(std::int64_t number, std::string_view unit) {
    return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
}

/// A duration as the `status` command words it; a year has 365 days.
std::string in_words(std::chrono::milliseconds duration) {
    const auto ms = duration.count();
    const auto days = ms / 86'400'000;
    return fmt::format("{}, {}, {}, {}, {}, {}, {}",
                       count(days / 365, "year"),
                       count(days % 365, "day"),
                       count(ms / 3'600'000 % 24, "hour"),
                       count(ms / 60'000 % 60, "minute"),
                       count(ms / 1000 % 60, "second"),
                       count(ms % 1000, "millisecond"),
                       count(0, "microsecond"));
}

}  // namespace

model::Event heartbeat_event(const Vitals& vitals) {
    model::Event event{"HEARTBEAT", "", {}, ""};
    event.add("Event-Info", "System Ready")
        .add("Up-Time", in_words(vitals.uptime))
        .add("Session-Count", std::to_string(vitals.sessions))
        .add("Max-Sessions", std::to_string(vitals.max_sessions))
        .add("Session-Per-Sec", std::to_string(vitals.sessions_per_second))
        .add("Session-Since-Startup", std::to_string(vitals.sessions_since_start))
        .add("Idle-CPU", fmt::format("{:.6f}", vitals.idle_cpu))
        .add("Uptime-msec", std::to_string(vitals.uptime.count()));
    return event;
}

Heartbeat::Heartbeat(sip::Loop& loop, bus::Bus& bus, std::function<Vitals()> vitals)
    : timer_(loop.every(kPeriod, [&bus, vitals = std::move(vitals)] {
          if (bus.wants("HEARTBEAT"))
              bus.publish(heartbeat_event(vitals()));
      })) {}

}  // namespace sofia::event_socket
