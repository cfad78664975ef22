#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "call/variables.hpp"
#include "gateway/trunk.hpp"
#include "model/hangup_cause.hpp"

namespace sofia::call {

/// One place to call: everything that a leg's first INVITE needs.
struct Target {
    /// The running profile from which it is called.
    std::string profile;
    /// Request-URI.
    std::string uri;
    /// To value's URI when it is not the Request-URI; empty otherwise.
    std::string to_uri;
    /// Routes to visit first: the Path of a registration, fs_path (RFC 3327, RFC 3261 8.1.2).
    std::vector<std::string> route;
    /// Transport-level next hop as a URI, for phones behind NAT or on a stream; empty: usual rules.
    std::string next_hop;
    /// "udp", "tcp" or "tls": over which our Contact is given.
    std::string transport = "udp";
    /// Variables of this leg alone.
    Variables variables;
    /// The gateway through which it is called; nullptr for none.
    std::shared_ptr<gateway::Trunk> trunk{};
    /// The gateway that `sip_use_gateway` names, whose password answers; nullptr: `trunk`.
    std::shared_ptr<gateway::Trunk> login{};
    /// Whether a redirection led away from the gateway, so that who answers is a stranger.
    bool is_redirected = false;
    /// How long it may ring; 0: as long as the whole bridge.
    std::chrono::seconds ring_timeout{0};
    /// How long its group has rung before it is called as well.
    std::chrono::seconds start_delay{0};
    /// What listings and events show as destination.
    std::string destination;
    /// User-Agent of a registered phone; empty for other places.
    std::string user_agent{};
};

/// A place that cannot be called, known before anything is sent.
struct Unreachable {
    std::string what;
    model::HangupCause cause;
};

/// One originate: groups one after the other, the targets of a group at the same time.
struct TargetSequence {
    std::vector<std::vector<Target>> groups;
    /// How long all of it may ring; 0: as long as the whole bridge.
    std::chrono::seconds timeout{0};
    /// How often it is gone through, and the pause before it is begun again.
    int tries = 1;
    std::chrono::milliseconds pause{1000};
    /// Whose refusal ends it, also while others ring: "true" for anybody's, or a list of causes;
    /// empty: nobody's.
    std::string rejected_by;
};

/// Places to call: sequences that are independent of each other and begin at the same time.
struct TargetPlan {
    std::vector<TargetSequence> sequences;
    /// Legs that could not be turned into targets, for the cause when nothing else answers.
    std::vector<Unreachable> unreachable;
};

}  // namespace sofia::call
