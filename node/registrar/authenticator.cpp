#include "registrar/authenticator.hpp"

#include <algorithm>
#include <optional>

#include "base/log.hpp"
#include "base/text.hpp"
#include "registrar/aor.hpp"
#include "registrar/credential_check.hpp"

namespace sofia::registrar {
namespace {

std::string_view method_of(const sip::Request& request) noexcept {
    return request.method == sip::Method::Other ? std::string_view(request.method_name)
                                                : sip::to_string(request.method);
}

bool offers(const model::Profile& profile, std::optional<sip::DigestAlgorithm> algorithm) {
    const auto& names = profile.registrar.algorithms;
    return algorithm && std::any_of(names.begin(), names.end(), [&](const std::string& name) {
               return sip::parse_digest_algorithm(name) == algorithm;
           });
}

std::string_view unusable_because(NonceUse use) noexcept {
    switch (use) {
        case NonceUse::Replay:
            return "nonce count has not risen";
        case NonceUse::Expired:
            return "nonce has expired";
        case NonceUse::Full:
            return "too many nonces in use";
        default:
            return {};
    }
}

bool differs_from_aor(const sip::Request& request, std::string_view auth_user) {
    const auto to = sip::Uri::parse(request.to.uri);
    return !to || !base::iequals(base::url_decode(to->user), auth_user);
}

void append_safely(std::string& line, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool safe = byte > 0x20 && byte < 0x7f && c != '[' && c != ']' && c != '\'';
        line.push_back(safe ? c : '?');
    }
}

void log_refusal(const sip::Request& request,
                 const model::Profile& profile,
                 std::string_view reason) {
    LOG_INFO(Area::Registrar,
             "call-id={} profile={} method={} from={} refused with 403: {}",
             request.call_id,
             profile.name,
             method_of(request),
             request.source.ip,
             reason);
}

void log_verdict(const sip::Request& request,
                 const model::Profile& profile,
                 const Verdict& verdict) {
    const auto line = [&](bool failure, const std::string& user, const std::string& realm) {
        const auto to = sip::Uri::parse(request.to.uri);
        return auth_line(failure,
                         method_of(request),
                         profile.name,
                         user.empty() && to ? to->user : user,
                         realm,
                         request.source.ip);
    };
    // The sentence stands alone in its line: filters want nothing before it and nothing behind.
    if (const auto* forbidden = std::get_if<Forbidden>(&verdict)) {
        log_refusal(request, profile, forbidden->reason);
        if (profile.registrar.log_auth_failures)
            LOG_WARN(Area::Registrar, "{}", line(true, forbidden->user, forbidden->realm));
    } else if (const auto* challenge = std::get_if<Challenge>(&verdict)) {
        LOG_DEBUG(Area::Registrar, "call-id={} challenged: {}", request.call_id, challenge->reason);
        // What every phone gets first is told to those alone who have asked for it in words.
        if (profile.registrar.log_auth_failures && profile.params.contains("log-auth-failures"))
            LOG_WARN(Area::Registrar, "{}", line(false, challenge->user, challenge->realm));
    }
}

}  // namespace

Authenticator::Authenticator(std::string_view secret, std::size_t nonce_limit)
    : mint_(secret), counts_(nonce_limit) {}

Verdict Authenticator::check(const sip::Request& request,
                             ChallengeBy by,
                             const model::Profile& profile,
                             const model::Directory& directory,
                             const model::AclLists& acls,
                             base::WallTime now) {
    auto verdict = decide(request, by, profile, directory, acls, now);
    const auto& settings = profile.registrar;
    const auto* challenge = std::get_if<Challenge>(&verdict);
    // Stale means that credentials came.
    if (challenge != nullptr && challenge->stale && settings.accept_blind_auth &&
        settings.enforce_blind_auth && settings.blind_auth_403)
        verdict = Forbidden{challenge->reason, challenge->user, challenge->realm};
    log_verdict(request, profile, verdict);
    return verdict;
}

Verdict Authenticator::decide(const sip::Request& request,
                              ChallengeBy by,
                              const model::Profile& profile,
                              const model::Directory& directory,
                              const model::AclLists& acls,
                              base::WallTime now) {
    const auto realm = challenge_realm(request, profile);
    const auto& values =
        by == ChallengeBy::Registrar ? request.authorization : request.proxy_authorization;
    const auto sent = credentials_for(values, realm);
    const auto again = [&](bool stale, std::string_view reason) {
        auto asked = challenge(by, profile, realm, stale, now);
        asked.reason = reason;
        if (sent)
            asked.user = sent->username;
        return asked;
    };
    if (!sent)
        return again(false, "no credentials");

    const auto& settings = profile.registrar;
    const auto domain =
        settings.force_register_domain.empty() ? realm : settings.force_register_domain;
    const auto* user = directory.find(sent->username, domain);
    if (settings.accept_blind_auth && !settings.enforce_blind_auth)
        return Accepted{.user = user, .auth_user = sent->username, .realm = realm};

    if (!sent->complete() || !offers(profile, sent->algorithm))
        return again(true, "credentials are incomplete");
    const auto nonce = mint_.read(sent->nonce, realm);
    if (!nonce)
        return again(true, "nonce is not ours");
    // Without qop there is no count; such credentials are taken as the first and only use.
    const auto count = sent->qop.empty() ? 1 : sent->nc;
    const auto print = fingerprint(request, *sent);
    const auto use = counts_.judge(*nonce, count, print, now, settings.nonce_ttl);
    if (const auto reason = unusable_because(use); !reason.empty())
        return again(true, reason);

    if (settings.max_auth_validity != 0 && count > settings.max_auth_validity)
        return again(true, "nonce has been used often enough");

    const auto refuse = [&](std::string reason) {
        return Forbidden{std::move(reason), sent->username, domain};
    };
    if (!names_request_uri(sent->uri, request.uri)) {
        std::string reason = "credentials were made for ";
        append_safely(reason, sent->uri);
        reason.append(", the request is for ");
        append_safely(reason, request.uri);
        return refuse(std::move(reason));
    }
    if (user == nullptr)
        return refuse("unknown user");
    if (auto reason = refusal_of(*user, *sent, request, acls, settings.broken_auth_hash);
        !reason.empty())
        return refuse(std::move(reason));
    if (settings.force_matching_username && request.method == sip::Method::Register &&
        differs_from_aor(request, sent->username))
        return refuse("digest user is not the user that is registered");

    if (use != NonceUse::Repeat)
        counts_.take(*nonce, count, print, now, settings.nonce_ttl);
    return Accepted{user,
                    sent->username,
                    realm,
                    *sent->algorithm,
                    nonce->id,
                    count,
                    use == NonceUse::Renewed,
                    use == NonceUse::Repeat};
}

Challenge Authenticator::challenge(ChallengeBy by,
                                   const model::Profile& profile,
                                   const std::string& realm,
                                   bool stale,
                                   base::WallTime now) {
    const bool by_registrar = by == ChallengeBy::Registrar;
    Challenge challenge;
    challenge.status = by_registrar ? 401 : 407;
    challenge.stale = stale;
    challenge.realm = realm;
    sip::DigestChallenge values{realm, mint_.make(realm, now), {}, stale};
    for (const auto& name : profile.registrar.algorithms) {
        if (const auto algorithm = sip::parse_digest_algorithm(name)) {
            values.algorithm = *algorithm;
            challenge.headers.push_back(
                {by_registrar ? "WWW-Authenticate" : "Proxy-Authenticate", values.str()});
        }
    }
    return challenge;
}

void Authenticator::seed_nonce(std::string_view hash, std::uint32_t count, base::WallTime until) {
    if (const auto id = parse_nonce_hash(hash))
        counts_.seed(*id, count, until);
}

std::string challenge_realm(const sip::Request& request, const model::Profile& profile) {
    const auto& setting = profile.registrar.challenge_realm;
    if (!setting.empty() && setting != "auto_to" && setting != "auto_from")
        return setting;
    auto host = host_of(setting == "auto_from" ? request.from.uri : request.to.uri);
    return host.empty() ? profile.address.sip_ip : host;
}

std::string auth_line(bool failure,
                      std::string_view method,
                      std::string_view profile,
                      std::string_view user,
                      std::string_view domain,
                      std::string_view ip) {
    std::string line = failure ? "SIP auth failure (" : "SIP auth challenge (";
    append_safely(line, method);
    line.append(") on sofia profile '");
    append_safely(line, profile);
    line.append("' for [");
    append_safely(line, user);
    line.push_back('@');
    append_safely(line, domain);
    line.append("] from ip ");
    append_safely(line, ip);
    return line;
}

}  // namespace sofia::registrar
