#include "watchdog/health.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sofia::watchdog {
namespace {

double seconds(base::Milliseconds time) {
    return static_cast<double>(time.count()) / 1000.0;
}

Health verdict(State state, std::span<const Probe> probes, std::size_t index) {
    Health health{.state = state, .probe = index};
    const auto& probe = probes[index];
    auto& text = health.text;
    const auto reason = fmt::format_to_n(text.data(),
                                         text.size(),
                                         "{} for {:.1f} s (limit {:.1f} s)",
                                         probe.complaint,
                                         seconds(probe.silence),
                                         seconds(probe.limit));
    health.length = std::min(text.size(), reason.size);
    const auto& first = probes.front();
    if (index == 0 || first.silence <= probe.silence / 2)
        return health;
    const auto cause = fmt::format_to_n(text.data() + health.length,
                                        text.size() - health.length,
                                        ", {} for {:.1f} s",
                                        first.complaint,
                                        seconds(first.silence));
    health.length = std::min(text.size(), health.length + cause.size);
    return health;
}

}  // namespace

Health judge(std::span<const Probe> probes) noexcept {
    const auto beyond = [&](int parts) {
        const auto found = std::find_if(probes.begin(), probes.end(), [&](const Probe& probe) {
            return probe.limit.count() > 0 && probe.silence * parts > probe.limit;
        });
        return static_cast<std::size_t>(found - probes.begin());
    };
    if (const auto index = beyond(1); index < probes.size())
        return verdict(State::Failed, probes, index);
    if (const auto index = beyond(2); index < probes.size())
        return verdict(State::Degraded, probes, index);
    return {};
}

}  // namespace sofia::watchdog
