#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/acl.hpp"
#include "model/directory.hpp"
#include "sip/digest.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// Why a user of the directory may not be let in with these credentials, in words; empty when the
/// user may. Looks at the user's parameters password, a1-hash, allow-empty-password,
/// sip-forbid-register and auth-acl. Does not look at the nonce. `takes_hash_of_invite`: for other
/// methods than REGISTER a response that was computed for INVITE is right as well.
std::string refusal_of(const model::DirectoryUser& user,
                       const sip::DigestCredentials& credentials,
                       const sip::Request& request,
                       const model::AclLists& acls,
                       bool takes_hash_of_invite = false);

/// Whether the credentials' uri names what the request is for: equal as text, or two URIs with the
/// same user, as it is after decoding. Host and port are not compared: a proxy on the way may put
/// others in, and the two need not be equivalent in SIP (RFC 3261 22.4 item 8). The user is: who
/// makes a phone answer a challenge that he passes on must not dial another number with it.
bool names_request_uri(std::string_view digest_uri, std::string_view request_uri);

/// The first credentials among `values` that are for `realm`; nothing when none is. Values of
/// another scheme or that are malformed are passed over.
std::optional<sip::DigestCredentials> credentials_for(const std::vector<std::string>& values,
                                                      std::string_view realm);

/// Tells one REGISTER from another when nonce and count are equal: only a retransmission, from the
/// same place and with the same branch, Call-ID, CSeq and response, has the same number. 0 for any
/// other method: the stack absorbs their retransmissions, so what comes here twice is a replay.
std::uint64_t fingerprint(const sip::Request& request, const sip::DigestCredentials& credentials);

}  // namespace sofia::registrar
