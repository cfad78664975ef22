#include "call/leg_times.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

#include "base/local_date.hpp"

namespace sofia::call {
namespace {

using Micros = std::chrono::microseconds;

Micros since_epoch(base::WallTime time) {
    return std::chrono::duration_cast<Micros>(time.time_since_epoch());
}

void see_time(std::string_view name, base::WallTime time, const SeeFact& see) {
    const auto us = since_epoch(time).count();
    if (us != 0)
        see(fmt::format("{}_stamp", name), base::local_date(time));
    see(fmt::format("{}_epoch", name), std::to_string(us / 1'000'000));
    see(fmt::format("{}_uepoch", name), std::to_string(us));
}

/// From one moment to another; nothing when one of them has not come.
Micros between(base::WallTime from, base::WallTime to) {
    const bool has_both = from != base::WallTime{} && to != base::WallTime{} && to > from;
    return has_both ? since_epoch(to) - since_epoch(from) : Micros{0};
}

/// One duration under its names in s, ms and us.
struct Names {
    std::string_view seconds;
    std::string_view milliseconds;
    std::string_view microseconds;
};

void see_duration(const Names& names, Micros duration, const SeeFact& see) {
    see(names.seconds, std::to_string(duration.count() / 1'000'000));
    see(names.milliseconds, std::to_string(duration.count() / 1000));
    see(names.microseconds, std::to_string(duration.count()));
}

}  // namespace

void each_leg_time(const Leg& leg, base::WallTime bridged, base::WallTime end, const SeeFact& see) {
    see_time("start", leg.created, see);
    see_time("answer", leg.answered, see);
    see_time("bridge", bridged, see);
    see_time("progress", leg.rang, see);
    see_time("progress_media", leg.early_media, see);
    see_time("end", end, see);
    const auto at = leg.created;
    see_duration({"duration", "mduration", "uduration"}, between(at, end), see);
    see_duration({"billsec", "billmsec", "billusec"}, between(leg.answered, end), see);
    see_duration({"progresssec", "progressmsec", "progressusec"}, between(at, leg.rang), see);
    see_duration({"progress_mediasec", "progress_mediamsec", "progress_mediausec"},
                 between(at, leg.early_media),
                 see);
    see_duration({"answersec", "answermsec", "answerusec"}, between(at, leg.answered), see);
    see_duration({"waitsec", "waitmsec", "waitusec"}, between(at, bridged), see);
}

}  // namespace sofia::call
