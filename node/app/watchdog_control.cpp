#include "app/watchdog_control.hpp"

#include <algorithm>
#include <utility>

#include "app/exit_code.hpp"
#include "base/last_line.hpp"
#include "base/log.hpp"
#include "watchdog/last_words.hpp"

namespace sofia::app {
namespace {

/// The shorter of two limits, of which 0 is none.
base::Milliseconds shorter(base::Milliseconds left, base::Milliseconds right) {
    if (left.count() == 0 || right.count() == 0)
        return std::max(left, right);
    return std::min(left, right);
}

void shoot(const watchdog::Health& health, pid_t thread) {
    watchdog::end_with_last_words(health.reason(), thread, static_cast<int>(ExitCode::Watchdog));
}

/// Past the logger, whose lock a hung thread may hold.
void say(base::LogLevel level, std::string_view text) {
    if (base::log_enabled(level))
        base::write_last_line(level, base::Area::Watchdog, text);
}

}  // namespace

WatchdogControl::WatchdogControl(Rooms rooms)
    : rooms_(rooms),
      threads_(
          rooms.loop,
          rooms.worker.writer_pulse(),
          [&worker = rooms.worker](base::Task task) { worker.on_writer_thread(std::move(task)); }),
      watchdog_({shoot, say, [this] {
                     if (healthy_)
                         healthy_();
                 }}) {}

void WatchdogControl::begin(std::function<void()> healthy) {
    healthy_ = std::move(healthy);
    watchdog::prepare_last_words();
    plan();
    thread_.emplace(watchdog_, base::system_clock());
}

void WatchdogControl::watch() {
    is_active_ = true;
    plan();
}

void WatchdogControl::rest() {
    is_active_ = false;
    said_of_all_.reset();
    said_.clear();
    plan();
}

void WatchdogControl::profiles_changed() {
    plan();
}

void WatchdogControl::switch_to(const std::string& profile, bool on) {
    if (profile.empty()) {
        said_.clear();
        said_of_all_ = on;
    } else {
        said_[profile] = on;
    }
    LOG_INFO(Area::Watchdog,
             "switched {} for {}",
             on ? "on" : "off",
             profile.empty() ? "all profiles" : "profile " + profile);
    plan();
}

bool WatchdogControl::is_switched_on(const model::Profile& profile) {
    const bool configured = profile.watchdog.enabled;
    const auto [seen, is_new] = configured_.emplace(profile.name, configured);
    if (!is_new && std::exchange(seen->second, configured) != configured)
        said_[profile.name] = configured;
    const auto said = said_.find(profile.name);
    return said == said_.end() ? said_of_all_.value_or(configured) : said->second;
}

void WatchdogControl::plan() {
    std::vector<Settings> profiles;
    if (is_active_)
        for (const auto* running : rooms_.profiles.all())
            if (is_switched_on(*running->settings) && !running->stopping)
                profiles.push_back(running->settings);
    base::Milliseconds step{0};
    for (const auto& profile : profiles)
        step = shorter(step, profile->watchdog.step_timeout);
    watchdog::Plan plan{{"SIP thread has not turned", threads_.sip(), step},
                        {"store writer has not turned", threads_.writer(), step}};
    transports_.clear();
    watched_.clear();
    for (const auto& profile : profiles) {
        watched_.push_back(profile->name);
        const auto limit = profile->watchdog.event_timeout;
        if (limit.count() == 0)
            continue;
        transports_.push_back(std::make_unique<watchdog::TransportProbe>(
            rooms_.loop, rooms_.profiles, profile->name, std::max(limit, watchdog::kLeastLimit)));
        plan.push_back({"profile " + profile->name + " has not heard its own OPTIONS",
                        transports_.back()->pulse(),
                        limit,
                        true});
    }
    watchdog_.watch(std::move(plan));
    warn_of_no_limits(profiles);
}

void WatchdogControl::warn_of_no_limits(const std::vector<Settings>& watched) const {
    const bool has_limit = std::any_of(watched.begin(), watched.end(), [](const auto& profile) {
        const auto& settings = profile->watchdog;
        return settings.step_timeout.count() > 0 || settings.event_timeout.count() > 0;
    });
    if (!watched.empty() && !has_limit)
        LOG_WARN(
            Area::Watchdog,
            "on, but nothing has a limit: watchdog-step-timeout and watchdog-event-timeout are "
            "0 in every profile that is watched");
}

std::string WatchdogControl::words() const {
    if (!is_active_)
        return "off: the node is not active";
    if (watched_.empty())
        return "off";
    std::string text = "on:";
    for (const auto& name : watched_)
        text += (text.back() == ':' ? " " : ", ") + name;
    return text;
}

}  // namespace sofia::app
