#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call/leg.hpp"
#include "model/profile_calls.hpp"

namespace sofia::call {

/// Who a peer is, for the display of the one that it talks to.
struct Identity {
    std::string name;
    std::string number;
    /// It is not to be shown (RFC 3323, RFC 3325 9.3).
    bool is_private = false;

    bool operator==(const Identity&) const = default;
};

/// Keeps who the sender of a response says he is, P-Asserted-Identity before Remote-Party-ID, as
/// callee_id_name, callee_id_number and callee_id_privacy. \return false when it says nothing; the
/// variables are as before then.
bool keep_callee(Variables& variables, const sip::Response& response);
/// Forgets what keep_callee() has kept.
void forget_callee(Variables& variables);

/// Whom a caller reaches: effective_callee_id_name and _number of his leg, else what the callee has
/// said, else the number that he dialled.
Identity callee_of(const Leg& caller);
/// Who the peer of a leg is.
Identity identity_of(const Leg& leg);

/// The header that shows the peer of `told` whom it talks to: Remote-Party-ID or
/// P-Asserted-Identity, as the leg's sip_cid_type, its gateway or its profile says; nothing where
/// that is `none`, or there is nothing to be shown. `contact` is our Contact in its dialog.
std::optional<sip::Header> display_header(const Leg& told,
                                          const Identity& partner,
                                          const model::ProfileCalls& settings,
                                          std::string_view contact);

}  // namespace sofia::call
