#include "sip/digest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "sip/digest_hash.hpp"
#include "sip/digest_params.hpp"

namespace sofia::sip {
namespace {

constexpr std::array<std::string_view, 3> kAlgorithmNames{"MD5", "SHA-256", "SHA-512-256"};

/// The parameters that we read, in the order of the bits by which a repetition is noticed.
enum Slot { Username, Realm, Nonce, UriSlot, Response, Cnonce, Qop, Nc, Algorithm, Slots };
constexpr std::array<std::string_view, Slots> kSlotNames{
    "username", "realm", "nonce", "uri", "response", "cnonce", "qop", "nc", "algorithm"};

bool read_nc(DigestCredentials& credentials) noexcept {
    const auto& text = credentials.nc_text;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), credentials.nc, 16);
    return error == std::errc{} && end == text.data() + text.size() && text.size() <= 8;
}

bool store(DigestCredentials& credentials, int slot, std::string value) {
    switch (slot) {
        case Username:
            credentials.username = std::move(value);
            return true;
        case Realm:
            credentials.realm = std::move(value);
            return true;
        case Nonce:
            credentials.nonce = std::move(value);
            return true;
        case UriSlot:
            credentials.uri = std::move(value);
            return true;
        case Response:
            credentials.response = std::move(value);
            return true;
        case Cnonce:
            credentials.cnonce = std::move(value);
            return true;
        case Qop:
            credentials.qop = std::move(value);
            return true;
        case Nc:
            credentials.nc_text = std::move(value);
            return read_nc(credentials);
        default:
            credentials.algorithm = parse_digest_algorithm(value);
            return true;
    }
}

}  // namespace

std::string_view to_string(DigestAlgorithm algorithm) noexcept {
    return kAlgorithmNames[static_cast<std::size_t>(algorithm)];
}

std::optional<DigestAlgorithm> parse_digest_algorithm(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kAlgorithmNames.size(); ++i)
        if (base::iequals(name, kAlgorithmNames[i]))
            return static_cast<DigestAlgorithm>(i);
    return std::nullopt;
}

std::size_t hex_length(DigestAlgorithm algorithm) noexcept {
    return algorithm == DigestAlgorithm::Md5 ? 32 : 64;
}

std::optional<DigestCredentials> DigestCredentials::parse(std::string_view value) {
    const auto params = digest_params(value);
    if (!params)
        return std::nullopt;
    DigestCredentials credentials;
    DigestParamReader reader(*params);
    unsigned seen = 0;
    while (reader.next()) {
        for (int slot = 0; slot < Slots; ++slot) {
            if (!base::iequals(reader.name(), kSlotNames[static_cast<std::size_t>(slot)]))
                continue;
            if ((seen & (1U << slot)) != 0 || !store(credentials, slot, std::move(reader.value())))
                return std::nullopt;
            seen |= 1U << slot;
            break;
        }
    }
    if (reader.failed())
        return std::nullopt;
    return credentials;
}

bool DigestCredentials::complete() const noexcept {
    const bool named =
        !username.empty() && !realm.empty() && !nonce.empty() && !uri.empty() && !response.empty();
    return named && (qop.empty() || (!cnonce.empty() && !nc_text.empty()));
}

std::string DigestChallenge::str() const {
    std::string text;
    text.reserve(realm.size() + nonce.size() + 64);
    text.append("Digest realm=\"").append(quoted_pairs(realm));
    text.append("\", nonce=\"").append(nonce).append("\",");
    if (stale)
        text.append(" stale=true,");
    text.append(" algorithm=").append(to_string(algorithm)).append(", qop=\"auth\"");
    return text;
}

std::string digest_ha1(DigestAlgorithm algorithm,
                       std::string_view user,
                       std::string_view realm,
                       std::string_view password) {
    return hash_joined(algorithm, {user, realm, password});
}

std::string digest_response(const DigestCredentials& credentials,
                            std::string_view ha1,
                            std::string_view method) {
    if (!credentials.algorithm || ha1.empty())
        return {};
    const auto algorithm = *credentials.algorithm;
    const auto ha2 = hash_joined(algorithm, {method, credentials.uri});
    if (credentials.qop.empty())
        return hash_joined(algorithm, {ha1, credentials.nonce, ha2});
    if (!base::iequals(credentials.qop, "auth"))
        return {};
    return hash_joined(
        algorithm,
        {ha1, credentials.nonce, credentials.nc_text, credentials.cnonce, credentials.qop, ha2});
}

bool digest_matches(const DigestCredentials& credentials,
                    std::string_view ha1,
                    std::string_view method) {
    const auto wanted = digest_response(credentials, ha1, method);
    return !wanted.empty() && equal_in_constant_time(wanted, base::lower(credentials.response));
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
    return difference == 0;
}

}  // namespace sofia::sip
