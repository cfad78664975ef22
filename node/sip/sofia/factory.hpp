#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "model/profile.hpp"
#include "sip/capture.hpp"
#include "sip/dig.hpp"
#include "sip/endpoint.hpp"
#include "sip/held_loop.hpp"
#include "sip/loop.hpp"
#include "sip/trace_level.hpp"

namespace sofia::sip {

/// Makes the SIP loop on a sofia-sip root. It belongs to the thread that makes it: run(), timers
/// and endpoints are for that thread only. Endpoints and timers are destroyed before the loop.
/// Throws std::runtime_error when the machine gives no event queue (out of descriptors).
std::unique_ptr<Loop> make_loop();

/// The same loop as one that can be held. `loop` comes from make_loop().
HeldLoop& held_loop(Loop& loop);

/// Opens the sockets of `profile` on UDP and TCP, or on what bind_params names; port 0 takes a free
/// port. `loop` comes from make_loop(). Errors: Unavailable with the address named (address not
/// here, port taken), Invalid when the address is no literal.
/// Thread: SIP. `loop` and `listener` must outlive the endpoint.
base::Result<std::unique_ptr<Endpoint>> open_endpoint(Loop& loop,
                                                      const model::Profile& profile,
                                                      EndpointListener& listener);

/// Whether a profile's certificates can be used, if it has TLS: what open_endpoint() would say.
/// Reads the files. Errors: Invalid, with the file and what is wrong with it. Thread: any.
base::Result<void> check_certificates(const model::Profile& profile);

/// Looks up where requests to a URI go: NAPTR, SRV, A and AAAA records as RFC 3263 4 says. Waits
/// for nobody: `done` is called when the name servers have answered, or have not in their time.
/// `loop` comes from make_loop(). Thread: SIP.
void dig(Loop& loop, const DigQuestion& question, OnDug done);

/// How much a component of the stack says, 0 to 9; sets it first when `level` is given. Errors:
/// NotFound. Thread: SIP.
base::Result<int> stack_log_level(const std::string& component, std::optional<int> level);
/// How traced messages, and remarks of the stack that somebody asked for, stand in the log;
/// nothing: they are not written. Thread: SIP.
void set_trace_level(std::optional<TraceLevel> level);
/// Where Endpoint::capture() sends its copies; nothing: nowhere. Thread: SIP.
void set_capture_server(const std::optional<CaptureServer>& server);

/// open_endpoint() on one loop, in the form that callers take. `loop` must outlive the factory.
EndpointFactory endpoint_factory(Loop& loop);

}  // namespace sofia::sip
