#include "registrar/aor.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sofia::registrar {

Aor Aor::folded() const {
    return {profile, base::lower(user), base::lower(host)};
}

std::optional<Aor> aor_of(const sip::Request& request, const model::Profile& profile) {
    auto to = sip::Uri::parse(request.to.uri);
    if (!to || to->scheme == "tel" || to->user.empty())
        return std::nullopt;
    auto user =
        to->user.find('%') == std::string::npos ? std::move(to->user) : base::url_decode(to->user);
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    };
    if (std::any_of(user.begin(), user.end(), is_control))
        return std::nullopt;
    const auto& forced = profile.registrar.force_register_db_domain;
    return Aor{profile.name, std::move(user), base::lower(forced.empty() ? to->host : forced)};
}

std::string host_of(std::string_view uri) {
    const auto parsed = sip::Uri::parse(uri);
    return parsed ? base::lower(parsed->host) : std::string{};
}

}  // namespace sofia::registrar
