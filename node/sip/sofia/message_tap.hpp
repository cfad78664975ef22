#pragma once

#include <optional>

#include "sip/capture.hpp"
#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// Where the messages of an agent go besides the network.
struct Taps {
    /// To the log.
    bool trace = false;
    /// To the capture server.
    bool capture = false;
};

/// Sets them for an agent with its sockets; the stack's own switch (TPTAG_LOG) must be on for the
/// one as for the other. None: the agent is forgotten, as it must be before it is destroyed.
/// Thread: SIP.
void tap_messages(nta_agent_t* agent, const Taps& taps);

/// Where copies are sent from now on; nothing: nowhere. A copy that the socket does not take at
/// once is lost. Thread: SIP.
void send_copies_to(const std::optional<CaptureServer>& server);

/// Whether copies have somewhere to go. Thread: SIP.
bool has_way_for_copies();

}  // namespace sofia::sip::nta
