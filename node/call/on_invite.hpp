#pragma once

#include <memory>
#include <string>

#include "call/admission.hpp"
#include "call/services.hpp"
#include "registrar/registrar.hpp"
#include "sip/endpoint.hpp"

namespace sofia::call {

/// A caller's first INVITE on a profile: admission, access lists, digest, then the dialplan
/// (behaviour-spec 7.6, 6.3). Everything that follows is the affair of the Call that is made here.
/// Thread: SIP.
void on_invite(Services& services,
               registrar::Registrar& registrar,
               const std::string& profile,
               std::unique_ptr<sip::ServerTransaction> invite);

/// The answer to an OPTIONS outside of any dialog (RFC 3261 11.2): 200 with what we offer, or 420
/// when it requires an extension; with sip-options-respond-503-on-busy the 503 of a full node.
sip::Reply on_options(const sip::Request& options,
                      const model::Profile& profile,
                      const Load& load = {});

/// How full the node and this profile are now.
Load load_of(const Services& services, const sip::RunningProfile& profile);

}  // namespace sofia::call
