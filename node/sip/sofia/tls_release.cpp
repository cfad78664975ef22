#include "sip/sofia/tls_release.hpp"

#include <atomic>

#include <dlfcn.h>
#include <openssl/ssl.h>

namespace sofia::sip::nta {
namespace {

std::atomic<bool> is_on = false;
std::atomic<std::size_t> released = 0;

/// What the stack lets go of on this thread, while it does.
struct Release {
    bool is_under_way = false;
    /// The connection; null for a context without one.
    SSL* connection = nullptr;
};
thread_local Release release;

/// The library's own function of that name, behind ours.
template <class Function>
Function library_function(const char* name, Function) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

void release_tls_connections() noexcept {
    is_on = true;
}

std::size_t released_tls_connections() noexcept {
    return released;
}

}  // namespace sofia::sip::nta

// These stand before the functions of the same names in the stack and in OpenSSL (the dynamic
// linker looks into the program first). Who is not letting go of a connection of the stack is
// passed on.

using sofia::sip::nta::library_function;
using sofia::sip::nta::release;

extern "C" int SSL_shutdown(SSL* connection) {
    static const auto found = library_function(__func__, &SSL_shutdown);
    if (release.is_under_way)
        release.connection = connection;
    return found(connection);
}

extern "C" void SSL_CTX_free(SSL_CTX* context) {
    static const auto found = library_function(__func__, &SSL_CTX_free);
    if (release.connection == nullptr)
        found(context);
}

extern "C" int BIO_free(BIO* bio) {
    static const auto found = library_function(__func__, &BIO_free);
    const auto* const connection = release.connection;
    return connection != nullptr && bio == SSL_get_rbio(connection) ? 1 : found(bio);
}

/// Of the stack: what its tport_tls.h declares with a type that is not installed.
extern "C" void tls_free(void* tls) {
    using Free = void (*)(void*);
    static const auto found = library_function(__func__, Free{});
    release = {sofia::sip::nta::is_on, nullptr};
    found(tls);
    auto* const connection = release.connection;
    release = {};
    if (connection == nullptr)
        return;
    SSL_free(connection);
    ++sofia::sip::nta::released;
}
