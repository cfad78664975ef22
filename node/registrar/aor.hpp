#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/profile.hpp"
#include "sip/message.hpp"

namespace sofia::registrar {

/// An address-of-record within one profile: what bindings are grouped by (RFC 3261 10.3 step 5).
struct Aor {
    std::string profile;
    /// User part with its escapes taken off, as the phone spells it.
    std::string user;
    /// Host in lower case, or force-register-db-domain.
    std::string host;

    bool operator==(const Aor&) const = default;

    /// The form under which it is found: users are not told apart by the case of their letters
    /// (behaviour-spec 1.10).
    Aor folded() const;
};

/// Hash of a folded address-of-record.
struct AorHash {
    std::size_t operator()(const Aor& aor) const noexcept {
        const std::hash<std::string> hash;
        return (hash(aor.user) * 31 + hash(aor.host)) * 31 + hash(aor.profile);
    }
};

/// The address-of-record that a REGISTER names in To. Nothing when To is no SIP URI with a user,
/// or when its user holds a control character behind an escape, which could break an event or a
/// log line.
std::optional<Aor> aor_of(const sip::Request& request, const model::Profile& profile);

/// The domain of a URI text, in lower case; empty when it is not a SIP URI.
std::string host_of(std::string_view uri);

}  // namespace sofia::registrar
