#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "watchdog/watchdog.hpp"

namespace sofia::watchdog {

/// The WATCHDOG thread: it looks every kLookEvery until it is destroyed, which it does not hold up:
/// a node that is told to stop has a successor waiting.
class WatchThread {
  public:
    /// `watchdog` and `clock` outlive it.
    WatchThread(Watchdog& watchdog, const base::Clock& clock)
        : thread_([&watchdog, &clock](const std::stop_token& stop) {
              std::mutex mutex;
              std::condition_variable_any never;
              std::unique_lock lock(mutex);
              while (!stop.stop_requested()) {
                  watchdog.look(clock.steady());
                  never.wait_for(lock, stop, kLookEvery, [] { return false; });
              }
          }) {}

  private:
    std::jthread thread_;
};

}  // namespace sofia::watchdog
