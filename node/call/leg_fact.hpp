#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "call/call.hpp"
#include "call/company.hpp"

namespace sofia::call {

/// What is known of a leg without being kept as a variable of it (behaviour-spec 5.3): call_uuid,
/// channel_name, presence_id, whom it is bridged with, the tags, our address and Contact, and how
/// the leg has ended (sip_hangup_disposition, sip_term_status, sip_invite_failure_status ...).
/// Nothing for other names, and for what there is not.
std::optional<std::string> leg_fact(const Call& call, const Leg& leg, std::string_view name);

using SeeFact = std::function<void(std::string_view name, std::string value)>;

/// Visits each of them that no variable of the leg replaces.
void each_leg_fact(const Company& company, const Leg& leg, const SeeFact& see);

}  // namespace sofia::call
