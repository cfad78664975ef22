#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "call/best_response.hpp"
#include "call/services.hpp"

namespace sofia::call {

/// What `originate` is asked to do.
struct Origination {
    /// Dial string of the first side.
    std::string first;
    /// Dial string of the second side for `&bridge(...)`; empty when the dialplan decides.
    std::string second;
    /// Dialplan extension and context when `second` is empty.
    std::string extension;
    std::string context;
    std::string caller_id_name;
    std::string caller_id_number;
    std::chrono::seconds timeout{60};
};

/// Starts a call of two sides, neither of which has called us: the first side is asked for an
/// offer, the second gets it, and its answer is the ACK of the first (RFC 3725 4.1). `done` is
/// called once: with the first leg's id when the first side has answered, or with why nobody did.
/// Errors: Invalid (dial string, with position). Thread: SIP.
void originate(Services& services,
               const Origination& what,
               std::function<void(tl::expected<base::LegUuid, Failure>)> done);

}  // namespace sofia::call
