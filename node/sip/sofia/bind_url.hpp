#pragma once

#include <string>

#include "model/profile.hpp"

namespace sofia::sip::nta {

/// The host and port that others reach the profile by: the external address when there is one.
/// \param bound_port the port really bound, when the profile asked for a free one.
std::string public_host_port(const model::ProfileAddress& address, std::uint16_t bound_port);
/// The URL given to the stack to bind: `sip:EXT:PORT;maddr=IP`, with a transport when only one is
/// wanted.
std::string stack_bind_url(const model::ProfileAddress& address);
/// The host and port of the profile's TLS transport as others reach it, and the URL given to the
/// stack to bind it: `sips:IP:5061;transport=tls`.
std::string public_tls_host_port(const model::ProfileAddress& address);
std::string stack_tls_url(const model::ProfileAddress& address);
/// The URL of the TLS transport, and the one that is shown as bound; empty without TLS.
std::string shown_tls_url(const model::ProfileAddress& address);
std::string shown_tls_bind_url(const model::ProfileAddress& address);
/// The URL that others reach the profile by, and the one that is shown as bound (behaviour-spec
/// 11.2).
std::string shown_url(const model::ProfileAddress& address, std::uint16_t bound_port);
std::string shown_bind_url(const model::ProfileAddress& address, std::uint16_t bound_port);

}  // namespace sofia::sip::nta
