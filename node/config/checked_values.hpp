#pragma once

#include "config/parameter.hpp"

namespace sofia::config {

/// Readers of texts that end in a SIP URI. Errors: what was expected.

/// outbound-proxy: a SIP URI; a host, or host:port, becomes one.
base::Result<void> set_outbound_proxy(const Parameter&, const Given&, model::Profile&);
/// sip-domain: a host name or an address, IPv6 in brackets.
base::Result<void> set_sip_domain(const Parameter&, const Given&, model::Profile&);
/// contact-user: the user part of a SIP URI (RFC 3261 25.1); empty: the usual one.
base::Result<void> set_contact_user(const Parameter&, const Given&, model::Profile&);
/// dialplan: a list of kinds. XML is run, with a warning when something else is asked for.
base::Result<void> set_dialplan(const Parameter&, const Given&, model::Profile&);

}  // namespace sofia::config
