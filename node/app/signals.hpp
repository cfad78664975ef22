#pragma once

#include <functional>
#include <thread>

namespace sofia::app {

/// Waits for SIGTERM, SIGINT and SIGHUP on a thread of its own. Made before any other thread, so
/// that all of them inherit the blocked signals. SIGPIPE is ignored for the process.
class Signals {
  public:
    /// Blocks the signals in the calling thread. Thread: main, before all others.
    Signals();
    /// Stops waiting and joins.
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    /// Starts to wait; `received` is called on the waiting thread with the signal's number and must
    /// only post.
    void listen(std::function<void(int)> received);

    /// Stops waiting: `received` is not running and will not run again when this returns.
    void stop();

  private:
    std::jthread thread_;
};

}  // namespace sofia::app
