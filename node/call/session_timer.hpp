#pragma once

#include <memory>

#include "base/clock.hpp"
#include "call/session_terms.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"

namespace sofia::call {

/// The session timer of one leg while it runs; a leg without one has none of this. Thread: SIP.
struct SessionTimer {
    SessionTerms terms;
    /// When the session is over without another refresh.
    base::WallTime ends{};
    /// Runs until the next refresh of ours.
    std::unique_ptr<sip::Timer> refresh;
    /// Runs until the call is ended because no refresh came or succeeded.
    std::unique_ptr<sip::Timer> expiry;
    /// Our UPDATE that has no answer yet.
    std::unique_ptr<sip::ClientTransaction> update_out;
};

}  // namespace sofia::call
