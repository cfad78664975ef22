#include "sip/sofia/su_loop.hpp"

#include <iterator>
#include <stdexcept>
#include <utility>

#include <sofia-sip/su.h>

#include "sip/sofia/factory.hpp"
#include "sip/sofia/guard.hpp"
#include "sip/sofia/stack_log.hpp"
#include "sip/sofia/su_timer.hpp"

namespace sofia::sip::nta {
namespace {

/// Between two questions whether a held node may act again.
constexpr std::chrono::milliseconds kAskAgain{5};

}  // namespace

SuLoop::SuLoop() {
    su_init();
    redirect_stack_log();
    const auto queues = IdleWait::event_queues();
    root_ = su_root_create(nullptr);
    if (root_ == nullptr)
        throw std::runtime_error("sofia-sip cannot create an event loop");
    su_root_threading(root_, 0);
    su_task_copy(task_, su_root_task(root_));
    idle_wait_ = IdleWait(queues);
}

SuLoop::~SuLoop() {
    // Dropped tasks may own endpoints that still need the root: they go first.
    Tasks dropped, dropped_urgent;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        dropped.swap(posted_);
        dropped_urgent.swap(urgent_);
    }
    dropped.clear();
    dropped_urgent.clear();
    // A wake-up that nobody received would be leaked with the root.
    su_root_step(root_, 0);
    su_task_deinit(task_);
    su_root_destroy(root_);
    // No su_deinit(): the library does not work after a second su_init().
}

void SuLoop::post(base::Task task) {
    add(posted_, std::move(task));
}

void SuLoop::add(Tasks& tasks, base::Task task) {
    const std::lock_guard lock(mutex_);
    if (stopped_)
        return;
    tasks.push_back(std::move(task));
    urgent_came_.notify_one();
    send_wake();
}

void SuLoop::send_wake() {
    // One wake-up serves all tasks that arrive before it is received.
    if (is_woken_)
        return;
    su_msg_r message = SU_MSG_R_INIT;
    if (su_msg_new(message, sizeof(SuLoop*)) != 0)
        throw std::bad_alloc();
    *reinterpret_cast<SuLoop**>(su_msg_data(message)) = this;
    su_msg_send_to(message, task_, &SuLoop::wake);
    is_woken_ = true;
}

bool SuLoop::has_posted() {
    // What was posted by the SIP thread itself does not show in the event queue.
    const std::lock_guard lock(mutex_);
    return !posted_.empty() || !urgent_.empty();
}

void SuLoop::hold() noexcept {
    while (!is_ending_ && !may_act()) {
        run_urgent();
        std::unique_lock lock(mutex_);
        urgent_came_.wait_for(lock, kAskAgain, [&] { return !urgent_.empty(); });
    }
}

void SuLoop::wake(su_root_magic_t*, su_msg_r, su_msg_arg_t* data) noexcept {
    auto& loop = **reinterpret_cast<SuLoop**>(data);
    {
        const std::lock_guard lock(loop.mutex_);
        loop.is_woken_ = false;
    }
    loop.run_urgent();
    loop.run_posted();
}

void SuLoop::run_urgent() noexcept {
    Tasks tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks.swap(urgent_);
    }
    for (auto& task : tasks) {
        const auto work = std::exchange(task, nullptr);
        guarded("posted task", work);
    }
}

void SuLoop::run_posted() noexcept {
    Tasks tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks.swap(posted_);
    }
    auto next = tasks.begin();
    for (; next != tasks.end() && may_act(); ++next) {
        // A task is destroyed as soon as it has run, so that what it holds does not live longer.
        const auto work = std::exchange(*next, nullptr);
        guarded("posted task", work);
    }
    if (next == tasks.end())
        return;
    const std::lock_guard lock(mutex_);
    posted_.insert(
        posted_.begin(), std::make_move_iterator(next), std::make_move_iterator(tasks.end()));
    // Their wake-up has just been received.
    guarded("wake-up", [&] { send_wake(); });
}

std::unique_ptr<Timer> SuLoop::after(std::chrono::milliseconds delay, base::Task task) {
    return std::make_unique<SuTimer>(*this, task_, SuTimer::Kind::Once, delay, std::move(task));
}

std::unique_ptr<Timer> SuLoop::every(std::chrono::milliseconds period, base::Task task) {
    return std::make_unique<SuTimer>(
        *this, task_, SuTimer::Kind::Periodic, period, std::move(task));
}

void SuLoop::run() {
    // Not su_root_run(): it fires what has fallen due before anybody is asked whether it may. A
    // step never waits, so each wait of ours is followed by the question.
    while (!is_ending_) {
        hold_until_it_may_act();
        if (is_ending_)
            break;
        const auto next = su_root_step(root_, 0);
        if (!is_ending_ && !has_posted())
            idle_wait_.wait(std::chrono::milliseconds(next));
    }
    const std::lock_guard lock(mutex_);
    stopped_ = true;
}

void SuLoop::stop() {
    control_.post([this] {
        // What was posted before is done first, unless the node may not act.
        run_posted();
        is_ending_ = true;
    });
}

}  // namespace sofia::sip::nta

namespace sofia::sip {

std::unique_ptr<Loop> make_loop() {
    return std::make_unique<nta::SuLoop>();
}

HeldLoop& held_loop(Loop& loop) {
    return dynamic_cast<HeldLoop&>(loop);
}

}  // namespace sofia::sip
