#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call/services.hpp"
#include "model/directory.hpp"
#include "model/profile.hpp"
#include "registrar/registrar.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// Who the caller turned out to be.
struct Caller {
    bool admitted = false;
    /// Directory entry of an authenticated user or of an access list's token; nullptr when unknown.
    const model::DirectoryUser* user = nullptr;
    std::string auth_user;
    std::string auth_realm;
    /// The access list that admitted the address; empty when digest did, or nobody asked.
    std::string acl;
    std::string acl_token;
    /// The dialplan context that the access list's entry gives to this address; empty: none.
    std::string context;
    /// What is answered when the caller is not admitted.
    sip::Reply refusal;
};

/// Finds out who sends an INVITE, and whether he may: by his address (apply-inbound-acl), by the
/// one that a proxy of apply-proxy-acl names in X-AUTH-IP, or by digest (RFC 3261 22.2;
/// behaviour-spec 7.6). Thread: SIP.
Caller identify(Services& services,
                registrar::Registrar& registrar,
                const model::Profile& profile,
                const sip::Request& invite);

/// The answer with which a request within a call is refused until it shows, by digest, that `user`
/// has sent it (auth-all-packets; RFC 3261 22.3): 407, 403 for somebody else's credentials, 503
/// while nobody can tell. Nothing: he has. Thread: SIP.
std::optional<sip::Reply> refuse_sender(registrar::Registrar& registrar,
                                        const model::Profile& profile,
                                        const sip::Request& request,
                                        std::string_view user);

}  // namespace sofia::call
