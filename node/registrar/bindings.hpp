#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/acl.hpp"
#include "model/profile.hpp"
#include "model/registration.hpp"
#include "registrar/admission.hpp"
#include "registrar/aor.hpp"
#include "registrar/refusal.hpp"
#include "sip/message.hpp"

#include <tl/expected.hpp>

namespace sofia::registrar {

/// What to do for one REGISTER, and what to answer once that is durable.
struct Plan {
    /// Bindings to store, each with its final values but owner, epoch and sequence.
    std::vector<model::Registration> put;
    /// Bindings that the phone gave up, and bindings that give way to those in `put`.
    std::vector<model::RegistrationKey> unregister;
    std::vector<model::RegistrationKey> replace;
    /// Contact values of the 200: every binding of the address-of-record after the change with its
    /// remaining seconds, best first (RFC 3261 10.3 step 8).
    std::vector<std::string> contacts;
    /// Longest lifetime granted to a binding in `put`, also by the request that this one repeats;
    /// 0 when none is put.
    std::chrono::seconds granted{0};
    /// Whether a contact was bound as a flow of SIP Outbound.
    bool has_flow = false;

    /// Whether nothing has to be written: a fetch, a retransmission, or a removal of what is not
    /// there.
    bool changes_nothing() const noexcept {
        return put.empty() && unregister.empty() && replace.empty();
    }
};

/// Decides what a REGISTER does (RFC 3261 10.3 steps 6 to 8; 3327, 5626 where noted). Pure.
///
/// - Order: a binding that would be changed and has the request's Call-ID must have a smaller CSeq.
///   An equal one means that the request was carried out before: the plan then changes nothing and
///   answers what is bound. A larger one refuses the whole request with 500.
/// - None keeps one binding an address-of-record, CallId one a Call-ID: of several contacts in one
///   request the one with the highest q is taken, the first on a tie, and the others are not bound.
/// - Contacts are the same by RFC 3261 19.1.4; or, where a user may have several, by the phone's
///   +sip.instance and reg-id (RFC 5626 6): a phone that restarts with a new port replaces its old
///   binding. Without reg-id a contact with another Call-ID is taken for the same phone restarted.
/// - With enable-rfc-5626 a contact may be a flow, see outbound_of(): 439 when the proxy next to
///   the phone keeps none (RFC 5626 6).
/// - With reg-deny-binding-fetch-and-no-lookup only what this request binds is listed.
/// - Path is stored whether or not the phone says Supported: path (RFC 3327 5.3 leaves it to us);
///   it is returned only when it does.
///
/// \param existing the live bindings of `aor`, best first.
/// \param random any number; see grant().
tl::expected<Plan, Refusal> plan_bindings(const sip::Request& request,
                                          const Aor& aor,
                                          const std::vector<const model::Registration*>& existing,
                                          const Admission& admission,
                                          const model::Profile& profile,
                                          const model::AclLists& acls,
                                          base::WallTime now,
                                          std::uint32_t random);

}  // namespace sofia::registrar
