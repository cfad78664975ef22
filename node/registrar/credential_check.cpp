#include "registrar/credential_check.hpp"

#include <algorithm>
#include <functional>

#include "base/text.hpp"

namespace sofia::registrar {
namespace {

/// HA1 from the directory: a stored one when its length fits the algorithm, else from the password.
std::string stored_ha1(const model::DirectoryUser& user,
                       const sip::DigestCredentials& credentials) {
    const auto algorithm = *credentials.algorithm;
    if (const auto hash = user.param("a1-hash"); hash.size() == sip::hex_length(algorithm))
        return base::lower(hash);
    const auto password = user.param("password");
    if (password.empty())
        return {};
    return sip::digest_ha1(algorithm, credentials.username, credentials.realm, password);
}

/// Whether the source lies in one of the user's auth-acl lists; true when it has none.
bool passes_auth_acl(const model::DirectoryUser& user,
                     std::string_view ip,
                     const model::AclLists& acls) {
    const auto param = user.param("auth-acl");
    if (param.empty())
        return true;
    const auto lists = base::split(param, ',');
    return std::any_of(lists.begin(), lists.end(), [&](const std::string& list) {
        return acls.check(list, ip).allowed;
    });
}

}  // namespace

std::string refusal_of(const model::DirectoryUser& user,
                       const sip::DigestCredentials& credentials,
                       const sip::Request& request,
                       const model::AclLists& acls,
                       bool takes_hash_of_invite) {
    if (request.method == sip::Method::Register && base::is_true(user.param("sip-forbid-register")))
        return "user may not register";
    if (!passes_auth_acl(user, request.source.ip, acls))
        return "source is not in the user's auth-acl";
    const bool has_secret = !user.param("password").empty() || !user.param("a1-hash").empty();
    if (!has_secret)
        return base::is_true(user.param("allow-empty-password")) ? "" : "user has no password";
    const auto ha1 = stored_ha1(user, credentials);
    if (ha1.empty())
        return "user has no password for this algorithm";
    const auto method = request.method == sip::Method::Other ? std::string_view(request.method_name)
                                                             : sip::to_string(request.method);
    if (sip::digest_matches(credentials, ha1, method))
        return "";
    const bool may_be_of_invite = takes_hash_of_invite && request.method != sip::Method::Register &&
                                  request.method != sip::Method::Invite;
    return may_be_of_invite && sip::digest_matches(credentials, ha1, "INVITE") ? ""
                                                                               : "wrong password";
}

bool names_request_uri(std::string_view digest_uri, std::string_view request_uri) {
    if (digest_uri == request_uri)
        return true;
    const auto left = sip::Uri::parse(digest_uri);
    const auto right = sip::Uri::parse(request_uri);
    return left && right && base::url_decode(left->user) == base::url_decode(right->user);
}

std::optional<sip::DigestCredentials> credentials_for(const std::vector<std::string>& values,
                                                      std::string_view realm) {
    for (const auto& value : values) {
        auto credentials = sip::DigestCredentials::parse(value);
        if (credentials && credentials->realm == realm)
            return credentials;
    }
    return std::nullopt;
}

std::uint64_t fingerprint(const sip::Request& request, const sip::DigestCredentials& credentials) {
    if (request.method != sip::Method::Register)
        return 0;
    const std::hash<std::string_view> hash;
    std::uint64_t mixed = hash(credentials.response);
    for (const std::uint64_t part : {std::uint64_t{hash(request.call_id)},
                                     std::uint64_t{hash(request.via_branch)},
                                     std::uint64_t{hash(request.source.ip)},
                                     std::uint64_t{request.source.port},
                                     std::uint64_t{request.cseq}})
        mixed = (mixed ^ part) * 0x9e3779b97f4a7c15ULL;
    return mixed == 0 ? 1 : mixed;
}

}  // namespace sofia::registrar
