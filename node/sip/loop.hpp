#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/executor.hpp"

namespace sofia::sip {

/// A timer of the SIP loop. Destroying it stops it. Thread: SIP.
class Timer {
  public:
    virtual ~Timer() = default;
};

/// The SIP thread: an Executor with timers, on which every endpoint, dialog and call lives.
class Loop : public base::Executor {
  public:
    /// Calls `task` once on the SIP thread after `delay`, unless the Timer is destroyed before.
    virtual std::unique_ptr<Timer> after(std::chrono::milliseconds delay, base::Task task) = 0;
    /// Calls `task` every `period` until the Timer is destroyed.
    virtual std::unique_ptr<Timer> every(std::chrono::milliseconds period, base::Task task) = 0;
    /// Runs the loop on the calling thread, which becomes the SIP thread, until stop().
    virtual void run() = 0;
    /// Ends run() after the tasks queued so far. Thread: any.
    virtual void stop() = 0;
};

}  // namespace sofia::sip
