#pragma once

#include <functional>

namespace sofia::base {

/// Work that one thread hands to another. It carries values and ids, never pointers to another
/// thread's objects.
using Task = std::function<void()>;

/// A thread's letter box: the only way from one thread to another. Thread: post() may be called
/// from any.
class Executor {
  public:
    virtual ~Executor() = default;
    /// Queues `task` to run on the owning thread, in the order of posting. A task posted after the
    /// thread has stopped is dropped.
    virtual void post(Task task) = 0;
};

}  // namespace sofia::base
