#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/clock.hpp"

namespace sofia::watchdog {

/// How the node is, by its own probes.
enum class State {
    Healthy,   ///< everything watched was heard lately
    Degraded,  ///< something has been silent for more than half of its limit
    Failed     ///< something has been silent for its whole limit: the process is of no use
};

/// What is known of one watched thing at one moment.
struct Probe {
    /// The complaint about it, to which "for 3.1 s" can be added: "SIP thread has not turned".
    std::string_view complaint;
    /// How long it has not answered our own probe.
    base::Milliseconds silence{0};
    /// How long it may be silent; 0: as long as it likes.
    base::Milliseconds limit{0};
};

/// A judgement with its reason in words. It asks for no memory: what hangs may be the allocator.
struct Health {
    State state = State::Healthy;
    /// Which probe decided; 0 when Healthy.
    std::size_t probe = 0;
    std::array<char, 300> text{};
    std::size_t length = 0;

    /// "SIP thread has not turned for 30.1 s (limit 30.0 s)"; empty when Healthy.
    std::string_view reason() const noexcept { return {text.data(), length}; }
};

/// Judges the probes: the first that has failed decides, or else the first that is past half of
/// its limit. Those on which others depend stand first: when another one decides and the first is
/// silent as well, the reason says so. Pure. Source: ADR 0006.
Health judge(std::span<const Probe> probes) noexcept;

}  // namespace sofia::watchdog
