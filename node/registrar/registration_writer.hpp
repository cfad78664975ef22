#pragma once

#include <functional>
#include <vector>

#include "base/result.hpp"
#include "model/registration.hpp"

namespace sofia::registrar {

/// Where bindings become durable; app/ makes one from store::Worker. Thread: SIP.
class RegistrationWriter {
  public:
    virtual ~RegistrationWriter() = default;
    /// Stores and removes bindings together or not at all. `done` is called once on the SIP thread,
    /// never inside this function, and in the order of the writes where two have a key in common.
    /// Errors as store::OnCommit names them; after Timeout and InDoubt the write may still become
    /// durable.
    virtual void write_registrations(std::vector<model::Registration> put,
                                     std::vector<model::RegistrationKey> remove,
                                     std::function<void(base::Result<void>)> done) = 0;
};

}  // namespace sofia::registrar
