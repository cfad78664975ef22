#pragma once

#include <functional>

#include "base/result.hpp"
#include "model/gateway_registration.hpp"

namespace sofia::gateway {

/// The database as gateways see it: it never blocks, and completions come on the SIP thread.
class GatewayWriter {
  public:
    virtual ~GatewayWriter() = default;
    /// Stores a registration; `done` is called once, with its outcome or with Timeout.
    virtual void put(model::GatewayRegistration registration,
                     std::function<void(base::Result<void>)> done) = 0;
    /// Forgets one.
    virtual void remove(const model::GatewayKey& key) = 0;
};

}  // namespace sofia::gateway
