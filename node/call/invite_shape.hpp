#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "call/target.hpp"
#include "sip/endpoint.hpp"

namespace sofia::call {

/// Which part of the caller's identity a leg is not told (RFC 3323, RFC 3325).
struct Privacy {
    bool name = false;
    bool number = false;
    /// The identity that is asserted is for the next hop alone (`Privacy: id`).
    bool id = false;

    bool operator==(const Privacy&) const = default;
};

/// Reads a Privacy header value (`id;critical`, `user`, `header`, `none`) or the value of
/// origination_privacy (`hide_name:hide_number`, `full`, `screen`). Other words count as nothing.
Privacy read_privacy(std::string_view text);

/// Whether a text can stand as the value of Call-ID: no blank, no control character, nothing that
/// would end it (RFC 3261 25.1).
bool can_be_call_id(std::string_view text) noexcept;

/// Checks and applies what a leg's variables say about where its INVITE goes: sip_invite_req_uri,
/// sip_invite_params, sip_transport, sip_invite_to_uri, sip_route_uri, sip_invite_route_uri. The
/// others of behaviour-spec 5.4 are checked here and applied by shape_dialog().
/// Errors: Invalid: the variable, its value and what was expected.
base::Result<void> shape_target(Target& target);

/// Gives a leg the caller's From, or its host, where its gateway wants it (from-domain
/// auto-aleg-full, auto-aleg-domain) and its variables say nothing else. A caller who is not to be
/// known keeps to the gateway's account. `from` is the caller's name-addr.
void take_callers_from(Target& target, std::string_view from, std::string_view privacy);

/// Applies what a leg's variables say about the From, To and Call-ID of its INVITE: sip_from_uri,
/// sip_from_display, sip_invite_domain, sip_invite_from_params, sip_invite_full_from,
/// sip_invite_to_params, sip_invite_full_to, sip_invite_call_id. Requires: shape_target() had no
/// error.
void shape_dialog(const Variables& variables, sip::NewDialog& dialog);

}  // namespace sofia::call
