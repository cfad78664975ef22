#pragma once

#include <cstddef>

namespace sofia::sip::nta {

/// From now on a TLS connection that the stack lets go of is given back to OpenSSL whole. Version
/// 1.12.11 never frees the connection's SSL, some 24 kB each, frees its BIO, which is the SSL's,
/// and releases the context, which is the transport's, once for each connection: the three are in
/// balance only because of the first. Here the second and third are left to SSL_free().
/// Thread: any.
void release_tls_connections() noexcept;

/// How many have been given back since the start of the process.
std::size_t released_tls_connections() noexcept;

}  // namespace sofia::sip::nta
