#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call/call.hpp"
#include "call/leg_fact.hpp"
#include "dialplan/expand.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// What `${...}` and dialplan fields mean for a call: the caller profile's fields, then the
/// caller's channel variables, then the configuration's globals (behaviour-spec 5.3, 6.3). Valid as
/// long as both arguments.
dialplan::Scope scope_of(const Call& call, const Services& services);

/// The value of one field or variable; nothing when it is unknown.
std::optional<std::string> fact(const Call& call, const Services& services, std::string_view name);
/// The same for one leg of the call; a callee's leg knows nothing of the caller's INVITE.
std::optional<std::string> fact(const Call& call,
                                const Leg& leg,
                                const Services& services,
                                std::string_view name);

/// Visits what fact() knows of a leg beside what events tell: what its profile and the caller's
/// INVITE say.
void each_seldom_fact(const Call& call,
                      const Leg& leg,
                      const Services& services,
                      const SeeFact& see);

/// Sets the channel variables that an inbound call starts with: sip_from_*, sip_to_*, sip_req_*,
/// sip_contact_*, addresses, imported headers as sip_h_* (behaviour-spec 5.2, 5.3).
void set_inbound_variables(Leg& leg, const sip::Request& invite);

}  // namespace sofia::call
