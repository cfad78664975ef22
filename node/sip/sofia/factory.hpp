#pragma once

#include <memory>

#include "base/result.hpp"
#include "model/profile.hpp"
#include "sip/endpoint.hpp"
#include "sip/held_loop.hpp"
#include "sip/loop.hpp"

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

/// open_endpoint() on one loop, in the form that callers take. `loop` must outlive the factory.
EndpointFactory endpoint_factory(Loop& loop);

}  // namespace sofia::sip
