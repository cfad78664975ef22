#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "sip/message.hpp"
#include "sip/profile_table.hpp"

namespace sofia::app {

/// Whether this is the watchdog's own OPTIONS, which asks whether the transport works and not
/// whether anything is taken: a 503 would look like a transport that does not (ADR 6).
bool is_own_probe(const sip::Request& request, const sip::RunningProfile& profile) noexcept;

/// What a request that begins something gets before anybody looks at it closely: 503 `System
/// Paused` while its profile is in standby (behaviour-spec 10.2), 503 with Retry-After when it is
/// one more than max-recv-requests-per-second allows; nothing when it may go on, as the
/// watchdog's own always may. Counts it.
/// Thread: SIP.
std::optional<sip::Reply> refuse_at_gate(const sip::Request& request,
                                         sip::RunningProfile& profile,
                                         const base::Clock& clock);

/// What a request outside of dialogs gets for its Request-URI: 416 for a scheme other than sip,
/// sips and tel (RFC 3261 8.2.2.1), 400 for what has no scheme; nothing when it may go on.
std::optional<sip::Reply> refuse_uri(const sip::Request& request);

}  // namespace sofia::app
