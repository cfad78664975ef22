#pragma once

#include <functional>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/tracked_call.hpp"

namespace sofia::call {

/// Where calls are made durable: store::Worker in the node, a scripted one in tests. Completions
/// come on the SIP thread, once, also when the database is away (Timeout, Unavailable, Overload,
/// Stale).
class CallWriter {
  public:
    using OnCommit = std::function<void(base::Result<void>)>;

    virtual ~CallWriter() = default;
    /// Stores the call's row, replacing it.
    virtual void put(model::TrackedCall call, OnCommit done) = 0;
    /// Removes the call's row.
    virtual void remove(const base::CallUuid& uuid, OnCommit done) = 0;
};

}  // namespace sofia::call
