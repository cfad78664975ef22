#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "call/variables.hpp"
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
    /// How long it may ring; 0: as long as the whole bridge.
    std::chrono::seconds ring_timeout{0};
    /// What listings and events show as destination.
    std::string destination;
};

/// A place that cannot be called, known before anything is sent.
struct Unreachable {
    std::string what;
    model::HangupCause cause;
};

/// Places to call: groups one after the other, the targets of a group at the same time.
struct TargetPlan {
    std::vector<std::vector<Target>> groups;
    /// Legs that could not be turned into targets, for the cause when nothing else answers.
    std::vector<Unreachable> unreachable;
};

}  // namespace sofia::call
