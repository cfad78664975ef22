#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "model/directory.hpp"
#include "model/profile.hpp"

namespace sofia::registrar {

/// What a user may register and for how long: the profile's rules with the user's own instead
/// where the directory has some (behaviour-spec 2.4, 6.2, 7.5).
struct Terms {
    using Multiple = model::ProfileRegistrar::Multiple;

    Multiple multiple = Multiple::None;
    /// Most bindings of one address-of-record; 0: any number.
    std::uint32_t max_bindings = 0;
    /// Lifetime that is given whatever is asked; 0: none.
    std::chrono::seconds force{0};
    /// Window from which a lifetime is drawn whatever is asked, so that phones do not refresh all
    /// at once; 0: none.
    std::chrono::seconds force_min{0};
    std::chrono::seconds force_max{0};
    std::chrono::seconds when_not_asked{300};
    std::chrono::seconds min{0};
    std::chrono::seconds max{86400};
    /// Random time by which a lifetime is shortened at most, so that phones do not refresh all at
    /// once.
    std::chrono::seconds max_deviation{0};
    /// How much longer than granted a binding is kept.
    std::chrono::seconds late_margin{60};
    /// The stored contact of a phone behind NAT names its source in `received`.
    bool received_in_nat_contact = false;
    /// The user's sip-force-contact, see forced_contact(); empty: none.
    std::string force_contact;
    /// Whose bindings the user's phones make, whatever To says (sip-force-user); empty: as To says.
    std::string force_user;
};

/// The terms of a user; `user` may be nullptr. User variables: sip-force-expires, -min, -max,
/// sip-allow-multiple-registrations, sip-force-contact, sip-force-user; user parameter:
/// max-registrations-per-extension. A value that is not a number counts as absent.
Terms terms_for(const model::ProfileRegistrar& profile, const model::DirectoryUser* user);

/// The lifetime to grant for what is asked (RFC 3261 10.3 step 6): nothing when it is refused as
/// too short (423); 0 s when 0 is asked.
/// \param asked seconds from Contact or Expires; nothing when the phone names none.
/// \param natted a phone behind NAT that names none gets at most 30 s (behaviour-spec 7.1).
/// \param random any number; picks the place in the forced window, or what is taken away: never
/// more than half, and never so much that less than the least lifetime is left.
std::optional<std::chrono::seconds> grant(const Terms& terms,
                                          std::optional<std::uint32_t> asked,
                                          bool natted,
                                          std::uint32_t random);

}  // namespace sofia::registrar
