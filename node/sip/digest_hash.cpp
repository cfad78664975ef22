#include "sip/digest_hash.hpp"

#include <array>
#include <memory>

#include <openssl/evp.h>

namespace sofia::sip {
namespace {

struct FreeEvp {
    void operator()(EVP_MD* md) const noexcept { EVP_MD_free(md); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

/// One hash function, fetched once, and the context in which this thread uses it.
struct Hasher {
    explicit Hasher(const char* name)
        : md(EVP_MD_fetch(nullptr, name, nullptr)), context(EVP_MD_CTX_new()) {}

    std::unique_ptr<EVP_MD, FreeEvp> md;
    std::unique_ptr<EVP_MD_CTX, FreeEvp> context;
};

Hasher& hasher_of(DigestAlgorithm algorithm) {
    thread_local std::array<Hasher, 3> hashers{
        Hasher("MD5"), Hasher("SHA2-256"), Hasher("SHA2-512/256")};
    return hashers[static_cast<std::size_t>(algorithm)];
}

}  // namespace

std::string hash_joined(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
    auto& hasher = hasher_of(algorithm);
    auto* context = hasher.context.get();
    if (!hasher.md || context == nullptr ||
        EVP_DigestInit_ex2(context, hasher.md.get(), nullptr) != 1)
        return {};
    bool first = true;
    for (const auto part : parts) {
        if (!first)
            EVP_DigestUpdate(context, ":", 1);
        first = false;
        EVP_DigestUpdate(context, part.data(), part.size());
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context, bytes.data(), &length) != 1)
        return {};
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text(std::size_t{length} * 2, '0');
    for (unsigned int i = 0; i < length; ++i) {
        text[2 * i] = kDigits[bytes[i] >> 4];
        text[2 * i + 1] = kDigits[bytes[i] & 15];
    }
    return text;
}

}  // namespace sofia::sip
