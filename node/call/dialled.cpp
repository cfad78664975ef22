#include "call/dialled.hpp"

#include "base/text.hpp"

namespace sofia::call {
namespace {

/// Host of a URI as it stands there, IPv6 in brackets, without port.
std::string host_of(const sip::Uri& uri) {
    return uri.host.find(':') == std::string::npos ? uri.host : "[" + uri.host + "]";
}

}  // namespace

std::string dialled(const sip::Uri& request_uri,
                    const model::ProfileCalls& settings,
                    Variables& variables) {
    auto user = request_uri.user;
    if (settings.keep_tel_params)
        if (const auto end = user.find(';'); end != std::string::npos) {
            variables.set(kTelParams, user.substr(end + 1));
            user.resize(end);
        }
    auto number = base::url_decode(user);
    if (settings.full_destination)
        number.append("@").append(host_of(request_uri));
    return number;
}

std::string asserted_identity(std::string_view value,
                              model::ProfileCalls::AssertedIdentity wanted) {
    using enum model::ProfileCalls::AssertedIdentity;
    if (wanted == Default || wanted == Verbatim)
        return std::string(value);
    const auto identities = sip::split_list(value);
    const auto first = identities.empty() ? std::nullopt : sip::NameAddr::parse(identities.front());
    const auto uri = first ? sip::Uri::parse(first->uri) : std::nullopt;
    if (!uri)
        return {};
    auto user = base::url_decode(uri->user);
    if (wanted == UserDomain && !uri->host.empty())
        user.append("@").append(host_of(*uri));
    return user;
}

}  // namespace sofia::call
