#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call/call.hpp"
#include "call/leg_fact.hpp"

namespace sofia::call {

/// What the caller's INVITE says, for names that are seldom asked for and so are not kept as
/// variables of each call: sip_full_from, sip_full_to, sip_full_route, sip_invite_record_route,
/// sip_via_host, sip_via_port, sip_cseq, sip_subject, sip_date, sip_allow, sip_from_params,
/// sip_to_params, sip_req_params, sip_contact_params, sip_contact_uri, sip_from_user_stripped,
/// rdnis, switch_r_sdp (behaviour-spec 5.3). Nothing for other names, and once the INVITE has been
/// acknowledged.
std::optional<std::string> invite_fact(const Call& call, std::string_view name);

/// Visits each of them that there is.
void each_invite_fact(const Call& call, const SeeFact& see);

}  // namespace sofia::call
