#pragma once

#include <string_view>

namespace sofia::call {

class Call;
class Leg;

/// Whom a leg is in a call with, as events and listings tell it. Good as long as the call is not
/// changed.
struct Company {
    /// The id of the leg with which the call began: Channel-Call-UUID. Clients find the caller of
    /// a call by it.
    std::string_view call_uuid;
    /// Who talks with the leg, calls it or is called for it; nullptr: nobody (yet).
    const Leg* partner = nullptr;
    /// Whether both have answered.
    bool is_bridged = false;
};

/// The company of a leg of this call, also of one that rings, or whose place was taken.
Company company_of(const Call& call, const Leg& leg);
/// That of a leg which is called for nobody (originate).
Company alone(const Leg& leg);

}  // namespace sofia::call
