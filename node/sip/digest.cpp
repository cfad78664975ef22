#include "sip/digest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "sip/digest_hash.hpp"

namespace sofia::sip {
namespace {

constexpr std::array<std::string_view, 3> kAlgorithmNames{"MD5", "SHA-256", "SHA-512-256"};

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

/// Reads "name = value" pairs one by one; a value is a token or a quoted string.
class ParamReader {
  public:
    explicit ParamReader(std::string_view text) : text_(text) {}

    /// Steps to the next parameter. \return false at the end or at an error; see failed().
    bool next() {
        skip(',');
        if (text_.empty())
            return false;
        const auto equals = text_.find('=');
        if (equals == std::string_view::npos)
            return fail();
        name_ = base::trim(text_.substr(0, equals));
        text_.remove_prefix(equals + 1);
        skip('\0');
        if (name_.empty() || text_.empty())
            return fail();
        return text_.front() == '"' ? read_quoted() : read_token();
    }
    bool failed() const noexcept { return failed_; }
    std::string_view name() const noexcept { return name_; }
    std::string& value() noexcept { return value_; }

  private:
    bool fail() noexcept {
        failed_ = true;
        return false;
    }
    void skip(char separator) noexcept {
        while (!text_.empty() && (is_blank(text_.front()) || text_.front() == separator))
            text_.remove_prefix(1);
    }
    bool read_quoted() {
        value_.clear();
        for (std::size_t i = 1; i < text_.size(); ++i) {
            if (text_[i] == '"') {
                text_.remove_prefix(i + 1);
                skip('\0');
                return text_.empty() || text_.front() == ',' || fail();
            }
            if (text_[i] == '\\' && ++i == text_.size())
                break;
            value_.push_back(text_[i]);
        }
        return fail();
    }
    bool read_token() {
        const auto end = std::min(text_.find(','), text_.size());
        const auto token = base::trim(text_.substr(0, end));
        if (token.find_first_of(" \t\"=") != std::string_view::npos)
            return fail();
        value_ = token;
        text_.remove_prefix(end);
        return true;
    }

    std::string_view text_;
    std::string_view name_;
    std::string value_;
    bool failed_ = false;
};

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

std::string escape_quoted(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result.push_back('\\');
        result.push_back(c);
    }
    return result;
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
    constexpr std::string_view kScheme = "Digest";
    value = base::trim(value);
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    };
    if (value.size() <= kScheme.size() || !is_blank(value[kScheme.size()]) ||
        !base::iequals(value.substr(0, kScheme.size()), kScheme) ||
        std::any_of(value.begin(), value.end(), is_control))
        return std::nullopt;
    DigestCredentials credentials;
    ParamReader reader(value.substr(kScheme.size()));
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
    text.append("Digest realm=\"").append(escape_quoted(realm));
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
