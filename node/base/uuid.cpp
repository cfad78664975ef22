#include "base/uuid.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace sofia::base {
namespace {

/// Random bytes are drawn in blocks: one RAND_bytes call costs more than the copying.
void fill_random(unsigned char* out, std::size_t count) {
    constexpr std::size_t kBlock = 4096;
    thread_local std::array<unsigned char, kBlock> block;
    thread_local std::size_t used = kBlock;
    for (std::size_t i = 0; i < count; ++i) {
        if (used == kBlock) {
            if (RAND_bytes(block.data(), static_cast<int>(kBlock)) != 1)
                std::abort();  // Without randomness tags and nonces would repeat.
            used = 0;
        }
        out[i] = block[used++];
    }
}

std::string hex(const unsigned char* data, std::size_t count) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        text.push_back(kDigits[data[i] >> 4]);
        text.push_back(kDigits[data[i] & 15]);
    }
    return text;
}

/// The text of 16 bytes with this version and the variant of RFC 4122.
std::string uuid_text(unsigned char* bytes, unsigned char version) {
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | version);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    std::string text = hex(bytes, 16);
    for (int position : {20, 16, 12, 8})
        text.insert(static_cast<std::size_t>(position), 1, '-');
    return text;
}

}  // namespace

std::string make_uuid() {
    std::array<unsigned char, 16> bytes{};
    fill_random(bytes.data(), bytes.size());
    return uuid_text(bytes.data(), 0x40);
}

const std::string& process_uuid() {
    static const std::string uuid = make_uuid();
    return uuid;
}

std::string name_uuid(std::string_view name) {
    // uuid5 of "gateways.sofia-node.invalid" in the namespace of DNS names.
    static constexpr unsigned char kNamespace[] = {0x7a,
                                                   0x4c,
                                                   0xe4,
                                                   0x84,
                                                   0xc4,
                                                   0x5c,
                                                   0x51,
                                                   0x26,
                                                   0xa6,
                                                   0xca,
                                                   0xa4,
                                                   0xd3,
                                                   0x86,
                                                   0x26,
                                                   0xa6,
                                                   0x5f};
    std::string text(reinterpret_cast<const char*>(kNamespace), sizeof kNamespace);
    text.append(name);
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha1(), nullptr) != 1)
        std::abort();  // A name that changes would be another one to the registrar.
    return uuid_text(hash.data(), 0x50);
}

std::string make_token(int bytes) {
    std::vector<unsigned char> data(static_cast<std::size_t>(bytes));
    fill_random(data.data(), data.size());
    return hex(data.data(), data.size());
}

}  // namespace sofia::base
