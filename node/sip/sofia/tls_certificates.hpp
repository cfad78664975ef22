#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

struct ssl_ctx_st;

namespace sofia::sip::nta {

/// Key and certificates of an agent's TLS transport. The stack reads agent.pem (one certificate, no
/// chain) and cafile.pem of a folder once. Here its calls of OpenSSL are met on their way: the
/// whole chain is sent to peers, one tls.pem may stand for both files, and they can be read again
/// while connections are open. Thread: SIP.
class TlsCertificates {
  public:
    TlsCertificates() = default;
    ~TlsCertificates() { forget(); }
    TlsCertificates(const TlsCertificates&) = delete;
    TlsCertificates& operator=(const TlsCertificates&) = delete;

    /// Names the folder. Errors: Invalid, with the file and what is wrong with it: not there, no
    /// PEM, a key that does not belong to the certificate.
    base::Result<void> use(std::string folder, std::string passphrase);
    /// Reads the files again, for connections that come from now on. Errors: as use(); then the old
    /// ones stay. Does nothing without a TLS transport.
    base::Result<void> reload();
    /// Lets go of the stack's contexts, which it has freed or will free.
    void forget() noexcept;

    /// While it lives, what the stack does with OpenSSL on this thread is done for `certificates`.
    class Collecting {
      public:
        explicit Collecting(TlsCertificates& certificates);
        ~Collecting();
        Collecting(const Collecting&) = delete;
        Collecting& operator=(const Collecting&) = delete;
    };

    // For the functions that stand before OpenSSL's.
    static TlsCertificates* current() noexcept;
    void collect(ssl_ctx_st* context);
    /// The file that is meant by one that the stack asks for.
    static std::string present(const std::string& file);

  private:
    base::Result<void> load_into(ssl_ctx_st* context) const;

    std::string folder_;
    std::string passphrase_;
    /// Each held by a reference of its own.
    std::vector<ssl_ctx_st*> contexts_;
};

}  // namespace sofia::sip::nta
