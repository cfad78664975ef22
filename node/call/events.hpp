#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "call/leg.hpp"
#include "model/event.hpp"
#include "model/hangup_cause.hpp"

namespace sofia::call {

class Call;

/// A CHANNEL_ event about one leg, with the header names that event-socket clients read: Unique-ID,
/// Call-Direction, Channel-Call-UUID, Caller-*, Other-Leg-*, variable_*; for
/// those of a leg that is over (CHANNEL_HANGUP, CHANNEL_HANGUP_COMPLETE, CHANNEL_DESTROY) also
/// Hangup-Cause, the durations and how it ended (sip_hangup_disposition, sip_term_status ...).
model::Event channel_event(std::string_view name,
                           const Call& call,
                           const Leg& leg,
                           const model::HangupCause& cause,
                           base::WallTime now);

/// `sofia/<profile>/<user@host>`, what listings show as a channel's name.
std::string channel_name(const Leg& leg);

}  // namespace sofia::call
