#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include <sofia-sip/su_wait.h>

#include "sip/held_loop.hpp"
#include "sip/loop.hpp"
#include "sip/sofia/idle_wait.hpp"
#include "sip/sofia/name_servers.hpp"
#include "sip/sofia/outgoing_gate.hpp"

namespace sofia::sip::nta {

/// The SIP loop on a sofia-sip su_root. Thread: post() and stop() any, the rest SIP.
class SuLoop final : public Loop, public HeldLoop {
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
    base::Executor& control() override { return control_; }
    void ask_before_acting(std::function<bool()> may_act) override {
        may_act_ = std::move(may_act);
    }
    /// Returns when the node may act, see ask_before_acting(); at once in nearly all cases. What
    /// the caller works with may be shut and destroyed meanwhile.
    void hold_until_it_may_act() noexcept {
        if (!may_act())
            hold();
    }

    /// The root that agents are made on.
    su_root_t* root() const noexcept { return root_; }

  private:
    /// The letter box of control().
    class Control final : public base::Executor {
      public:
        explicit Control(SuLoop& loop) : loop_(loop) {}
        void post(base::Task task) override { loop_.add(loop_.urgent_, std::move(task)); }

      private:
        SuLoop& loop_;
    };
    using Tasks = std::vector<base::Task>;

    static void wake(su_root_magic_t*, su_msg_r message, su_msg_arg_t*) noexcept;
    void add(Tasks& tasks, base::Task task);
    void send_wake();
    bool has_posted();
    void run_posted() noexcept;
    void run_urgent() noexcept;
    void hold() noexcept;
    bool may_act() { return !may_act_ || may_act_(); }

    // Constant after construction.
    su_root_t* root_ = nullptr;
    su_task_r task_ = SU_TASK_R_INIT;

    // SIP thread only.
    IdleWait idle_wait_;
    std::function<bool()> may_act_;
    NameServers name_servers_;
    OutgoingGate outgoing_gate_{[this] { return may_act(); }};
    bool is_ending_ = false;

    Control control_{*this};
    std::mutex mutex_;
    std::condition_variable urgent_came_;
    // Guarded by mutex_.
    Tasks posted_;
    Tasks urgent_;
    /// A wake-up is on its way, which will find whatever is added until it is received. (Whether
    /// the queues are empty does not tell: they are emptied one after the other.)
    bool is_woken_ = false;
    bool stopped_ = false;
};

}  // namespace sofia::sip::nta
