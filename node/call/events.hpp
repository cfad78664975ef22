#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "call/company.hpp"
#include "call/leg.hpp"
#include "call/target.hpp"
#include "model/event.hpp"
#include "model/hangup_cause.hpp"
#include "sip/message.hpp"

namespace sofia::call {

struct Services;

/// Whether the name of an event is the subclass of a CUSTOM one: `sofia::reinvite` and its like.
bool is_custom(std::string_view event) noexcept;

/// A CHANNEL_ event, or a CUSTOM one of this subclass, about one leg, with the header names that
/// event-socket clients read: Unique-ID, Call-Direction, Channel-Call-UUID, Caller-*, Other-Leg-*,
/// variable_*; for those of a leg that is over (CHANNEL_HANGUP, CHANNEL_HANGUP_COMPLETE,
/// CHANNEL_DESTROY) also Hangup-Cause, the times of call/leg_times and how it ended
/// (sip_hangup_disposition, sip_term_status ...).
model::Event channel_event(std::string_view name,
                           const Company& company,
                           const Leg& leg,
                           const model::HangupCause& cause,
                           base::WallTime now);

/// Publishes such an event with `more` headers, if anybody wants it. Where the leg's state is
/// another one than its last event said, CHANNEL_STATE and CHANNEL_CALLSTATE come before it;
/// behind CHANNEL_CREATE, which is the first of all. Thread: SIP.
void publish_about(Services& services,
                   std::string_view event,
                   const Company& company,
                   const Leg& leg,
                   const model::HangupCause& cause,
                   const std::vector<sip::Header>& more = {});

/// The events of a leg that begins: for one that we call also CHANNEL_OUTGOING and
/// CHANNEL_ORIGINATE.
void publish_begin(Services& services, const Company& company, const Leg& leg);
/// Notes that a leg rings, or has early media, and publishes that when it is the first time.
void publish_progress(Services& services, const Company& company, Leg& leg, bool has_media);
/// Those of one that is over, once: the moment is that of LegEnd, or now.
void publish_end(Services& services,
                 const Company& company,
                 const Leg& leg,
                 const model::HangupCause& cause);

/// What listings and events show as a channel's name, `sofia/PROFILE/user@host[:port]`: what was
/// dialled, or where the caller says that he is. It stays the same for the life of the leg.
std::string channel_name(const Leg& leg);
/// Gives a leg that is about to be called its destination and its name, the variable
/// `channel_name`.
void name_called(Leg& leg, const Target& target);

}  // namespace sofia::call
