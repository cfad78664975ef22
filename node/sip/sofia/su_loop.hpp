#pragma once

#include <mutex>
#include <vector>

#include <sofia-sip/su_wait.h>

#include "sip/loop.hpp"
#include "sip/sofia/idle_wait.hpp"

namespace sofia::sip::nta {

/// The SIP loop on a sofia-sip su_root. Thread: post() and stop() any, the rest SIP.
class SuLoop final : public Loop {
  public:
    /// Takes the calling thread as the SIP thread. Throws std::runtime_error when sofia-sip gives
    /// no root.
    SuLoop();
    ~SuLoop() override;
    SuLoop(const SuLoop&) = delete;
    SuLoop& operator=(const SuLoop&) = delete;

    void post(base::Task task) override;
    std::unique_ptr<Timer> after(std::chrono::milliseconds delay, base::Task task) override;
    std::unique_ptr<Timer> every(std::chrono::milliseconds period, base::Task task) override;
    void run() override;
    void stop() override;

    /// The root that agents are made on.
    su_root_t* root() const noexcept { return root_; }

  private:
    static void before_poll(su_prepoll_magic_t* self, su_root_t*) noexcept;
    static void wake(su_root_magic_t*, su_msg_r message, su_msg_arg_t*) noexcept;
    void run_posted() noexcept;

    // Constant after construction.
    su_root_t* root_ = nullptr;
    su_task_r task_ = SU_TASK_R_INIT;

    // SIP thread only.
    IdleWait idle_wait_;

    std::mutex mutex_;
    // Guarded by mutex_.
    std::vector<base::Task> posted_;
    bool stopped_ = false;
};

}  // namespace sofia::sip::nta
