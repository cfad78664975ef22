#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/profile.hpp"
#include "model/registration.hpp"
#include "registrar/reach.hpp"

namespace sofia::registrar {

/// Whether a phone is asked with OPTIONS, and why or why not.
struct PingWish {
    bool wanted = false;
    std::string_view reason;
};

/// What the profile's parameters say of one binding (behaviour-spec 2.4). `forced`: its user has
/// force_ping.
PingWish ping_wish(const model::Registration& binding,
                   const model::ProfilePings& rules,
                   bool forced,
                   base::WallTime now);

/// What an answer, or its absence, makes of a phone.
struct PingVerdict {
    Reach after;
    /// Whether it became reachable or unreachable by this.
    bool changed = false;
    /// Whether the phone is there: any final response but 408 and 503, which is also how the stack
    /// tells of a timeout and of an address that cannot be reached.
    bool answered = false;
    /// Why, in words.
    std::string reason;
};

/// An answer raises the count to at most `max`, a failure lowers it to at least 0; a phone is
/// reachable when it answers with a count of `min` or more, and unreachable when it fails with
/// less.
PingVerdict judge_ping(const Reach& before, int status, const model::ProfilePings& rules);

/// When a phone that has not been asked yet is asked: anywhere within the interval, so that
/// the bindings that a node finds at its start are not asked all at once.
std::chrono::milliseconds first_ping_after(std::chrono::milliseconds interval,
                                           std::uint32_t random) noexcept;
/// When it is asked again: between a half and one and a half of the interval.
std::chrono::milliseconds next_ping_after(std::chrono::milliseconds interval,
                                          std::uint32_t random) noexcept;

}  // namespace sofia::registrar
