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
    const auto number = [&](const char* name, std::int64_t value) {
        event.add(name, std::to_string(value));
    };
    event.add("Event-Info", "System Ready").add("Up-Time", in_words(vitals.uptime));
    event.add("FreeSWITCH-Version", vitals.version);
    number("Uptime-msec", vitals.uptime.count());
    number("Session-Count", vitals.sessions);
    number("Max-Sessions", vitals.max_sessions);
    number("Session-Per-Sec", vitals.most_per_second);
    number("Session-Per-Sec-Last", vitals.per_second);
    number("Session-Per-Sec-Max", vitals.peak_per_second);
    number("Session-Per-Sec-FiveMin", vitals.recent_peak_per_second);
    number("Session-Since-Startup", vitals.sessions_since_start);
    number("Session-Peak-Max", vitals.peak);
    number("Session-Peak-FiveMin", vitals.recent_peak);
    event.add("Idle-CPU", fmt::format("{:.6f}", vitals.idle_cpu));
    return event;
}

Heartbeat::Heartbeat(sip::Loop& loop, bus::Bus& bus, std::function<Vitals()> vitals)
    : timer_(loop.every(kPeriod, [&bus, vitals = std::move(vitals)] {
          if (bus.wants("HEARTBEAT"))
              bus.publish(heartbeat_event(vitals()));
      })) {}

}  // namespace sofia::event_socket
