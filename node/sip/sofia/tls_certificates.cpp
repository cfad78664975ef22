#include "sip/sofia/tls_certificates.hpp"

#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "sip/sofia/factory.hpp"
#include "sip/sofia/tls_release.hpp"

namespace sofia::sip::nta {
namespace {

thread_local TlsCertificates* collected_for = nullptr;

/// What OpenSSL complained about last, in words.
std::string complaint() {
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason == nullptr ? "it cannot be read" : reason;
}

base::Result<void> refuse(const std::string& file, const std::string& reason) {
    return base::fail(base::ErrorKind::Invalid, file + ": " + reason);
}

int give_passphrase(char* buffer, int size, int, void* passphrase) {
    const auto& text = *static_cast<const std::string*>(passphrase);
    if (text.size() >= static_cast<std::size_t>(size))
        return 0;
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int>(text.size());
}

}  // namespace

base::Result<void> TlsCertificates::use(std::string folder, std::string passphrase) {
    release_tls_connections();
    folder_ = std::move(folder);
    passphrase_ = std::move(passphrase);
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> trial(SSL_CTX_new(TLS_method()),
                                                                  SSL_CTX_free);
    return load_into(trial.get());
}

base::Result<void> TlsCertificates::load_into(SSL_CTX* context) const {
    const auto file = present(folder_ + "/agent.pem");
    if (!std::filesystem::exists(file))
        return refuse(file, "it is not there; key and certificate chain were expected in it");
    ERR_clear_error();
    SSL_CTX_set_default_passwd_cb(context, give_passphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<std::string*>(&passphrase_));
    if (SSL_CTX_use_certificate_chain_file(context, file.c_str()) != 1)
        return refuse(file, "no certificate: " + complaint());
    if (SSL_CTX_use_PrivateKey_file(context, file.c_str(), SSL_FILETYPE_PEM) != 1)
        return refuse(file, "no key for its certificate: " + complaint());
    return {};
}

base::Result<void> TlsCertificates::reload() {
    if (contexts_.empty())
        return {};
    // Tried first: a context that has taken the certificate and not the key would serve nobody.
    if (const auto usable = use(folder_, passphrase_); !usable)
        return usable;
    for (auto* const context : contexts_)
        if (const auto loaded = load_into(context); !loaded)
            return loaded;
    return {};
}

void TlsCertificates::collect(SSL_CTX* context) {
    SSL_CTX_up_ref(context);
    contexts_.push_back(context);
}

void TlsCertificates::forget() noexcept {
    for (auto* const context : std::exchange(contexts_, {}))
        SSL_CTX_free(context);
}

std::string TlsCertificates::present(const std::string& file) {
    const std::filesystem::path path(file);
    const auto one_for_all = path.parent_path() / "tls.pem";
    std::error_code ignored;
    const bool is_missing = !std::filesystem::exists(path, ignored);
    return is_missing && std::filesystem::exists(one_for_all, ignored) ? one_for_all.string()
                                                                       : file;
}

TlsCertificates* TlsCertificates::current() noexcept {
    return collected_for;
}

TlsCertificates::Collecting::Collecting(TlsCertificates& certificates) {
    collected_for = &certificates;
}

TlsCertificates::Collecting::~Collecting() {
    collected_for = nullptr;
}

}  // namespace sofia::sip::nta

namespace sofia::sip {

base::Result<void> check_certificates(const model::Profile& profile) {
    const auto& tls = profile.address.tls;
    if (!tls.enabled)
        return {};
    nta::TlsCertificates trial;
    return trial.use(tls.cert_dir, tls.passphrase);
}

}  // namespace sofia::sip

namespace {

using sofia::sip::nta::TlsCertificates;

/// OpenSSL's own function of that name, behind ours.
template <class Function>
Function library_function(const char* name, Function) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// These stand before OpenSSL's functions of the same names, for the calls of the stack (the dynamic
// linker looks into the program first, as with su_vsend). Other users of OpenSSL are passed on.

extern "C" int SSL_CTX_use_certificate_file(SSL_CTX* context, const char* file, int type) {
    if (auto* const certificates = TlsCertificates::current()) {
        certificates->collect(context);
        return SSL_CTX_use_certificate_chain_file(context, TlsCertificates::present(file).c_str());
    }
    static const auto found = library_function(__func__, &SSL_CTX_use_certificate_file);
    return found(context, file, type);
}

extern "C" int SSL_CTX_use_PrivateKey_file(SSL_CTX* context, const char* file, int type) {
    static const auto found = library_function(__func__, &SSL_CTX_use_PrivateKey_file);
    const bool is_ours = TlsCertificates::current() != nullptr;
    return found(context, is_ours ? TlsCertificates::present(file).c_str() : file, type);
}

extern "C" int SSL_CTX_load_verify_locations(SSL_CTX* context,
                                             const char* file,
                                             const char* folder) {
    static const auto found = library_function(__func__, &SSL_CTX_load_verify_locations);
    const bool is_ours = TlsCertificates::current() != nullptr && file != nullptr;
    return found(context, is_ours ? TlsCertificates::present(file).c_str() : file, folder);
}
