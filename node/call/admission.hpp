#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/profile.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// How full the node is when an INVITE arrives. A limit of 0 is none.
struct Load {
    std::size_t sessions = 0;
    std::uint32_t max_sessions = 0;
    std::uint32_t new_in_second = 0;
    std::uint32_t sessions_per_second = 0;
    std::uint32_t proceeding = 0;
    /// Calls of the profile, up or in setup.
    std::uint32_t in_use = 0;
    bool profile_stopping = false;
    /// An operator has said that no new calls come in.
    bool paused = false;
};

/// The 503 of a node that takes no call now, with Retry-After (behaviour-spec 10.3); nothing when
/// it takes one. Pure.
std::optional<sip::Reply> refuse_when_full(const model::ProfileCalls& settings, const Load& load);

/// Adds an Unsupported line for each required extension that the profile does not offer (RFC
/// 3261 8.2.2.3).
void add_unsupported(sip::Reply& refusal,
                     const std::vector<std::string>& required,
                     const model::ProfileCalls& settings);

/// Whether an INVITE may become a call: the refusal to send, or nothing. Looked at before anybody
/// is authenticated, so that a flood costs little. Extensions that the
/// profile does not offer: 420 (RFC 3261 8.2.2.3); a session timer that is too short: 422 (RFC
/// 4028 6); body: SDP or none (8.2.3); Contact: exactly one (8.1.1.8); a Replaces that cannot be
/// served: 400 (RFC 3891 3); limits: refuse_when_full(). Pure.
std::optional<sip::Reply> refuse_invite(const sip::Request& invite,
                                        const model::ProfileCalls& settings,
                                        const Load& load);

/// The 415 for a body that is no description of a session, or is encoded (RFC 3261 8.2.3, 20.11);
/// nothing when there is none or it can be taken. Pure.
std::optional<sip::Reply> refuse_body(const sip::Request& request);

}  // namespace sofia::call
