#include "base/uuid.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <vector>

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

}  // namespace

std::string make_uuid() {
    std::array<unsigned char, 16> bytes{};
    fill_random(bytes.data(), bytes.size());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    std::string text = hex(bytes.data(), bytes.size());
    for (int position : {20, 16, 12, 8})
        text.insert(static_cast<std::size_t>(position), 1, '-');
    return text;
}

std::string make_token(int bytes) {
    std::vector<unsigned char> data(static_cast<std::size_t>(bytes));
    fill_random(data.data(), data.size());
    return hex(data.data(), data.size());
}

}  // namespace sofia::base
