#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sip/message.hpp"

namespace sofia::sip {

/// Where copies of SIP messages go: a collector such as HOMER, by UDP.
struct CaptureServer {
    /// Literal address, IPv6 without brackets. A name would have to be looked up.
    std::string ip;
    std::uint16_t port = 9060;
    /// Tells the collector which node speaks.
    std::uint32_t capture_id = 100;

    /// Reads the value of capture-server: `udp:IP:PORT[;hep=3][;capture_id=N]`. Errors: Invalid
    /// with what was expected.
    static base::Result<CaptureServer> parse(std::string_view text);
    bool operator==(const CaptureServer&) const = default;
};

/// One message that was sent or received. Both addresses have the same transport.
struct CapturedMessage {
    Address from;
    Address to;
    std::chrono::microseconds since_1970{};
    /// The whole message.
    std::string_view text;
};

/// The message as one packet of HEP version 3 (the "EEP" draft of the HOMER project): addresses,
/// ports, time to the microsecond, protocol SIP, capture id, text. Empty when an address is no
/// literal. Pure.
std::string hep_packet(const CapturedMessage& message, std::uint32_t capture_id);

}  // namespace sofia::sip
