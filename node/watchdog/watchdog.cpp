#include "watchdog/watchdog.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace sofia::watchdog {
namespace {

constexpr base::Milliseconds kFeedEvery{1000};
constexpr base::Milliseconds kFresh{2000};
// Shorter gaps come on busy machines every day and are not worth a line.
constexpr base::Milliseconds kGapToTell{3000};

}  // namespace

void Watchdog::take_plan(Plan plan) {
    ears_.clear();
    for (auto& watched : plan) {
        if (watched.limit.count() > 0)
            watched.limit = std::max(watched.limit, kLeastLimit);
        ears_.push_back({.watched = std::move(watched)});
    }
    probes_.resize(ears_.size());
    told_ = State::Healthy;
    reset_clocks();
}

void Watchdog::reset_clocks() {
    for (auto& ear : ears_) {
        ear.beats = ear.watched.pulse->beats();
        ear.silence = base::Milliseconds(0);
    }
}

void Watchdog::listen(Ear& ear, base::SteadyTime now, base::Milliseconds passed) {
    const auto& pulse = *ear.watched.pulse;
    if (const auto beats = pulse.beats(); beats != std::exchange(ear.beats, beats)) {
        ear.heard = true;
        ear.silence = base::Milliseconds(0);
    } else if (pulse.is_excused(now)) {
        ear.silence = base::Milliseconds(0);
    } else {
        ear.silence += passed;
    }
    if (!ear.watched.from_first_beat || ear.heard || ear.complained ||
        ear.silence <= ear.watched.limit)
        return;
    ear.complained = true;
    std::array<char, 300> text{};
    const auto end = fmt::format_to_n(text.data(),
                                      text.size(),
                                      "{} since the watchdog was switched on: not judged until it "
                                      "has once; does a firewall swallow it?",
                                      ear.watched.complaint);
    doings_.say(base::LogLevel::Warn, {text.data(), std::min(text.size(), end.size)});
}

Health Watchdog::look(base::SteadyTime now) {
    const auto passed = std::chrono::duration_cast<base::Milliseconds>(now - last_look_);
    last_look_ = now;
    if (auto plan = next_plan_.take()) {
        take_plan(std::move(*plan));
        has_looked_ = true;
        return {};
    }
    if (!std::exchange(has_looked_, true) || passed > kGap) {
        if (passed > kGapToTell && !ears_.empty())
            doings_.say(base::LogLevel::Info,
                        "the process did not run for a while, all clocks begin anew");
        reset_clocks();
        return {};
    }
    for (std::size_t i = 0; i < ears_.size(); ++i) {
        auto& ear = ears_[i];
        listen(ear, now, passed);
        const bool judged = ear.heard || !ear.watched.from_first_beat;
        probes_[i] = {.complaint = ear.watched.complaint,
                      .silence = ear.silence,
                      .limit = judged ? ear.watched.limit : base::Milliseconds(0)};
    }
    const auto health = judge(probes_);
    if (health.state == State::Failed) {
        doings_.shoot(health, ears_[health.probe].watched.pulse->thread());
        return health;
    }
    tell(health);
    feed(now);
    return health;
}

void Watchdog::tell(const Health& health) {
    if (std::exchange(told_, health.state) == health.state)
        return;
    if (health.state == State::Degraded)
        doings_.say(base::LogLevel::Warn, health.reason());
    else
        doings_.say(base::LogLevel::Warn, "everything is heard again");
}

void Watchdog::feed(base::SteadyTime now) {
    const bool is_fresh = std::all_of(ears_.begin(), ears_.end(), [](const Ear& ear) {
        return ear.watched.from_first_beat || ear.silence < kFresh;
    });
    if (!doings_.healthy || !is_fresh || ears_.empty() || now - last_feed_ < kFeedEvery)
        return;
    last_feed_ = now;
    doings_.healthy();
}

}  // namespace sofia::watchdog
