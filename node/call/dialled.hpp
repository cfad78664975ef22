#pragma once

#include <string>
#include <string_view>

#include "call/variables.hpp"
#include "model/profile_calls.hpp"
#include "sip/uri.hpp"

namespace sofia::call {

/// The caller's variable with the parameters of the number that he dialled, `isub=1;ext=2`.
inline constexpr std::string_view kTelParams = "sip_invite_tel_params";

/// What a caller dialled, for the dialplan: the user of the Request-URI; with full_destination
/// `user@host`. With keep_tel_params the parameters of the user (RFC 3966 3, as RFC 3261 19.1.6
/// puts them into a SIP URI) go into kTelParams and are no part of the number.
std::string dialled(const sip::Uri& request_uri,
                    const model::ProfileCalls& settings,
                    Variables& variables);

/// What a P-Asserted-Identity value (RFC 3325 9.1) is for the dialplan: the value as it stands, or
/// of its first identity the user, or `user@host` (of a tel URI the number). Empty when that cannot
/// be read.
std::string asserted_identity(std::string_view value, model::ProfileCalls::AssertedIdentity wanted);

}  // namespace sofia::call
