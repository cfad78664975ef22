#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "base/pulse.hpp"
#include "sip/loop.hpp"

namespace sofia::watchdog {

/// How often the node sends tasks through its own threads.
constexpr std::chrono::milliseconds kTurnEvery{250};

/// Keeps the pulses of threads going as long as they turn: a timer of the SIP loop posts a task
/// through the loop, and one through the store's writer. Thread: SIP.
class ThreadProbe {
  public:
    /// Sends a task through the writer's thread.
    using ToWriter = std::function<void(base::Task)>;

    /// `writer`: the pulse of the thread that `to_writer` sends to. `loop` outlives the probe.
    ThreadProbe(sip::Loop& loop, std::shared_ptr<base::Pulse> writer, ToWriter to_writer);

    /// Beaten by each task that came through the SIP loop.
    std::shared_ptr<const base::Pulse> sip() const noexcept { return sip_; }
    /// Beaten by each task that came through the writer.
    std::shared_ptr<const base::Pulse> writer() const noexcept { return writer_; }

  private:
    void turn();

    sip::Loop& loop_;
    const std::shared_ptr<base::Pulse> sip_ = std::make_shared<base::Pulse>();
    const std::shared_ptr<base::Pulse> writer_;
    const ToWriter to_writer_;
    /// One task is under way to the writer at a time, so that they do not pile up where it hangs.
    const std::shared_ptr<std::atomic<bool>> asks_writer_ =
        std::make_shared<std::atomic<bool>>(false);
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::watchdog
