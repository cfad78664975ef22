#pragma once

#include <stop_token>
#include <thread>

#include "watchdog/watchdog.hpp"

namespace sofia::watchdog {

/// The WATCHDOG thread: it looks every kLookEvery until it is destroyed.
class WatchThread {
  public:
    /// `watchdog` and `clock` outlive it.
    WatchThread(Watchdog& watchdog, const base::Clock& clock)
        : thread_([&watchdog, &clock](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  watchdog.look(clock.steady());
                  std::this_thread::sleep_for(kLookEvery);
              }
          }) {}

  private:
    std::jthread thread_;
};

}  // namespace sofia::watchdog
