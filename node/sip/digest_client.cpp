#include "sip/digest_client.hpp"

#include <utility>

#include <fmt/core.h>

#include "base/text.hpp"
#include "base/uuid.hpp"
#include "sip/digest_params.hpp"

namespace sofia::sip {
namespace {

constexpr int kCnonceBytes = 12;
/// Refusals of one request that are answered: each realm on its way may ask once, and again when a
/// nonce was stale.
constexpr int kMostRounds = 4;

bool names_auth(std::string_view qop) {
    for (const auto& value : base::split(qop, ','))
        if (base::iequals(base::trim(value), "auth"))
            return true;
    return false;
}

std::string_view answer_to(std::string_view challenge_header) {
    return base::iequals(challenge_header, "WWW-Authenticate") ? "Authorization"
                                                               : "Proxy-Authorization";
}

std::string credentials_text(const DigestCredentials& credentials, const std::string& opaque) {
    auto text = fmt::format(
        "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{}\", response=\"{}\", "
        "algorithm={}",
        quoted_pairs(credentials.username),
        quoted_pairs(credentials.realm),
        quoted_pairs(credentials.nonce),
        quoted_pairs(credentials.uri),
        credentials.response,
        to_string(*credentials.algorithm));
    if (!opaque.empty())
        text += fmt::format(", opaque=\"{}\"", quoted_pairs(opaque));
    if (!credentials.qop.empty())
        text += fmt::format(
            ", qop=auth, nc={}, cnonce=\"{}\"", credentials.nc_text, credentials.cnonce);
    return text;
}

}  // namespace

std::optional<ReceivedChallenge> ReceivedChallenge::parse(std::string_view value) {
    const auto params = digest_params(value);
    if (!params)
        return std::nullopt;
    ReceivedChallenge challenge;
    DigestParamReader reader(*params);
    while (reader.next()) {
        const auto is = [&](std::string_view name) { return base::iequals(reader.name(), name); };
        if (is("realm"))
            challenge.realm = std::move(reader.value());
        else if (is("nonce"))
            challenge.nonce = std::move(reader.value());
        else if (is("opaque"))
            challenge.opaque = std::move(reader.value());
        else if (is("algorithm"))
            challenge.algorithm = parse_digest_algorithm(reader.value());
        else if (is("stale"))
            challenge.stale = base::iequals(reader.value(), "true");
        else if (is("qop")) {
            challenge.has_qop = true;
            challenge.offers_auth = names_auth(reader.value());
        }
    }
    if (reader.failed() || challenge.realm.empty() || challenge.nonce.empty())
        return std::nullopt;
    return challenge;
}

void DigestClient::begin() noexcept {
    rounds_ = 0;
    for (auto& [key, known] : challenges_)
        known.answers = 0;
}

bool DigestClient::may_answer(const Key& key, const ReceivedChallenge& challenge) const {
    const auto found = challenges_.find(key);
    if (found == challenges_.end() || found->second.answers == 0)
        return true;
    // The same nonce again, or a new one without a word on the old: the password was refused.
    return challenge.stale && challenge.nonce != found->second.challenge.nonce;
}

base::Result<void> DigestClient::take(const Response& refusal) {
    const std::string_view wanted =
        refusal.status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
    std::map<Key, ReceivedChallenge> fresh;
    for (const auto& header : refusal.headers) {
        if (!base::iequals(header.name, wanted))
            continue;
        auto challenge = ReceivedChallenge::parse(header.value);
        if (!challenge || !challenge->is_answerable())
            continue;
        realm_ = challenge->realm;
        // The peer's order is its preference (RFC 8760 2.4): the first that we can answer.
        fresh.try_emplace(Key(answer_to(wanted), challenge->realm), std::move(*challenge));
    }
    if (fresh.empty())
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("{} without a challenge that can be answered", refusal.status));
    for (const auto& [key, challenge] : fresh)
        if (rounds_ >= kMostRounds || !may_answer(key, challenge))
            return base::fail(base::ErrorKind::Exists,
                              fmt::format("realm {} refuses our credentials", key.second));
    ++rounds_;
    for (auto& [key, challenge] : fresh) {
        auto& known = challenges_[key];
        known = {std::move(challenge), 0, known.answers + 1};
    }
    return {};
}

std::vector<Header> DigestClient::headers(const DigestIdentity& identity,
                                          std::string_view method,
                                          std::string_view uri) {
    std::vector<Header> lines;
    for (auto& [key, known] : challenges_) {
        const auto& challenge = known.challenge;
        DigestCredentials credentials;
        credentials.username = identity.username;
        credentials.realm = challenge.realm;
        credentials.nonce = challenge.nonce;
        credentials.uri = uri;
        credentials.algorithm = challenge.algorithm;
        if (challenge.has_qop) {
            credentials.qop = "auth";
            credentials.nc = ++known.uses;
            credentials.nc_text = fmt::format("{:08x}", credentials.nc);
            credentials.cnonce = base::make_token(kCnonceBytes);
        }
        const auto ha1 =
            digest_ha1(*challenge.algorithm, identity.username, challenge.realm, identity.password);
        credentials.response = digest_response(credentials, ha1, method);
        lines.push_back({key.first, credentials_text(credentials, challenge.opaque)});
    }
    return lines;
}

}  // namespace sofia::sip
