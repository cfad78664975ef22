#include <algorithm>

#include <fmt/format.h>

#include "commands/date_text.hpp"
#include "commands/handlers.hpp"

namespace sofia::commands {

void status(Context& context, Arguments, const Reply& reply) {
    const auto& calls = context.calls;
    const auto& limits = context.services.settings;
    const auto& facts = context.facts;
    const auto now = context.clock.steady();
    // The history is written once a second.
    const std::size_t rate = calls.added_in_second(now);
    const auto uptime = std::chrono::duration_cast<std::chrono::microseconds>(now - facts.started);
    auto text = fmt::format("UP {}\n", uptime_words(uptime));
    const bool paused = limits.intake.inbound_paused || limits.intake.outbound_paused;
    text += fmt::format(
        "Sofia Node (Version {}) is {}\n", facts.version, paused ? "not ready" : "ready");
    text += fmt::format("{} session(s) since startup\n", calls.total());
    text += fmt::format("{} session(s) - peak {}, last 5min {} \n",
                        calls.size(),
                        calls.peak(),
                        std::max(context.load.recent_peak(), calls.size()));
    text += fmt::format("{} session(s) per Sec out of max {}, peak {}, last 5min {} \n",
                        rate,
                        limits.sessions_per_second,
                        std::max(context.load.rate_peak(), rate),
                        std::max(context.load.recent_rate_peak(), rate));
    text += fmt::format("{} session(s) max\n", limits.max_sessions);
    // The least is what the other system can be told to refuse calls below; this node is not.
    text += fmt::format("min idle cpu 0.00/{:.2f}\n", context.idle_cpu.percent());
    text += fmt::format("Current Stack Size/Max {}\n", stack_sizes());
    text += fmt::format("node {} cluster {} role {} epoch {}\n",
                        facts.node,
                        facts.cluster,
                        facts.role(),
                        facts.epoch());
    reply(std::move(text));
}

}  // namespace sofia::commands
