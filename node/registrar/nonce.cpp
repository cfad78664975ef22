#include "registrar/nonce.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/uuid.hpp"
#include "sip/digest.hpp"

namespace sofia::registrar {
namespace {

constexpr std::size_t kTimeDigits = 12;
constexpr int kRandomBytes = 8;
constexpr std::size_t kPlainDigits = kTimeDigits + 2 * kRandomBytes;
constexpr std::size_t kMacDigits = 32;
constexpr std::size_t kIdDigits = 16;

std::string to_hex(std::uint64_t value, std::size_t digits) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text(digits, '0');
    for (auto position = digits; position-- > 0; value >>= 4)
        text[position] = kDigits[value & 15];
    return text;
}

std::optional<std::uint64_t> from_hex(std::string_view text) noexcept {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

}  // namespace

/// HMAC-SHA-256 with a key that is set once; setting it costs more than a short MAC.
class NonceMint::Mac {
  public:
    explicit Mac(std::string_view key) {
        algorithm_ = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        context_ = algorithm_ != nullptr ? EVP_MAC_CTX_new(algorithm_) : nullptr;
        char digest[] = "SHA2-256";
        const OSSL_PARAM params[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
            OSSL_PARAM_construct_end()};
        const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
        const bool ready = !key.empty() && context_ != nullptr &&
                           EVP_MAC_init(context_, bytes, key.size(), params) == 1;
        if (!ready) {
            free_all();
            throw std::runtime_error("OpenSSL offers no HMAC-SHA-256, or the secret is empty");
        }
    }
    ~Mac() { free_all(); }
    Mac(const Mac&) = delete;
    Mac& operator=(const Mac&) = delete;

    /// The first 128 bits over `plain` and `realm`, in hex.
    std::string of(std::string_view plain, std::string_view realm) {
        std::array<unsigned char, 32> bytes{};
        std::size_t length = 0;
        EVP_MAC_init(context_, nullptr, 0, nullptr);
        update(plain);
        update(realm);
        EVP_MAC_final(context_, bytes.data(), &length, bytes.size());
        std::uint64_t halves[2] = {0, 0};
        for (std::size_t i = 0; i < 16; ++i)
            halves[i / 8] = halves[i / 8] << 8 | bytes[i];
        return to_hex(halves[0], 16) + to_hex(halves[1], 16);
    }

  private:
    void update(std::string_view text) {
        EVP_MAC_update(context_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    void free_all() noexcept {
        EVP_MAC_CTX_free(context_);
        EVP_MAC_free(algorithm_);
    }

    EVP_MAC* algorithm_ = nullptr;
    EVP_MAC_CTX* context_ = nullptr;
};

std::string nonce_hash(std::uint64_t id) {
    return to_hex(id, kIdDigits);
}

std::optional<std::uint64_t> parse_nonce_hash(std::string_view text) noexcept {
    return text.size() == kIdDigits ? from_hex(text) : std::nullopt;
}

NonceMint::NonceMint(std::string_view secret) : mac_(std::make_unique<Mac>(secret)) {}
NonceMint::~NonceMint() = default;
NonceMint::NonceMint(NonceMint&&) noexcept = default;
NonceMint& NonceMint::operator=(NonceMint&&) noexcept = default;

std::string NonceMint::make(std::string_view realm, base::WallTime now) {
    auto nonce = to_hex(static_cast<std::uint64_t>(base::to_epoch_ms(now)), kTimeDigits);
    nonce += base::make_token(kRandomBytes);
    nonce += mac_->of(nonce, realm);
    return nonce;
}

std::optional<NonceFacts> NonceMint::read(std::string_view nonce, std::string_view realm) {
    if (nonce.size() != kPlainDigits + kMacDigits)
        return std::nullopt;
    const auto mac = mac_->of(nonce.substr(0, kPlainDigits), realm);
    if (!sip::equal_in_constant_time(mac, nonce.substr(kPlainDigits)))
        return std::nullopt;
    const auto issued = from_hex(nonce.substr(0, kTimeDigits));
    const auto id = from_hex(std::string_view(mac).substr(0, kIdDigits));
    if (!issued || !id)
        return std::nullopt;
    return NonceFacts{base::from_epoch_ms(static_cast<std::int64_t>(*issued)), *id};
}

}  // namespace sofia::registrar
