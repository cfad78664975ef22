#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "call/target.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// What a bridge is told besides its targets.
struct BridgeRequest {
    TargetPlan plan;
    std::chrono::seconds timeout{60};
    /// Header lines that go to the callee's side.
    std::vector<sip::Header> headers;
    std::string caller_name;
    std::string caller_number;
    /// See Offer::privacy.
    std::string privacy;
};

}  // namespace sofia::call
