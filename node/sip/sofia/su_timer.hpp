#pragma once

#include <chrono>
#include <memory>

#include <sofia-sip/su_wait.h>

#include "sip/loop.hpp"

namespace sofia::sip::nta {

class SuLoop;

/// A timer of a su_root. Destroying it within its own task is safe. Thread: SIP.
class SuTimer final : public Timer {
  public:
    enum class Kind { Once, Periodic };

    /// Starts it. Throws std::bad_alloc when sofia-sip cannot make a timer.
    /// Its task runs when `loop`, which outlives it, may act.
    SuTimer(SuLoop& loop,
            su_task_r const task,
            Kind kind,
            std::chrono::milliseconds period,
            base::Task work);
    ~SuTimer() override;
    SuTimer(const SuTimer&) = delete;
    SuTimer& operator=(const SuTimer&) = delete;

  private:
    static void expire(su_root_magic_t*, su_timer_t*, su_timer_arg_t* self) noexcept;
    void arm();

    SuLoop& loop_;
    su_timer_t* timer_;
    Kind kind_;
    // Shared with the running task, which may destroy this object.
    std::shared_ptr<base::Task> work_;
};

}  // namespace sofia::sip::nta
