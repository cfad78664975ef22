#include "sip/sofia/su_timer.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "sip/sofia/guard.hpp"
#include "sip/sofia/su_loop.hpp"

namespace sofia::sip::nta {

SuTimer::SuTimer(SuLoop& loop,
                 su_task_r const task,
                 Kind kind,
                 std::chrono::milliseconds period,
                 base::Task work)
    : loop_(loop),
      // The stack takes no shorter time than 1 ms.
      timer_(su_timer_create(task, std::max<su_duration_t>(period.count(), 1))),
      kind_(kind),
      work_(std::make_shared<base::Task>(std::move(work))) {
    if (timer_ == nullptr)
        throw std::bad_alloc();
    arm();
}

SuTimer::~SuTimer() {
    su_timer_destroy(timer_);
}

void SuTimer::arm() {
    su_timer_set(timer_, &SuTimer::expire, reinterpret_cast<su_timer_arg_t*>(this));
}

void SuTimer::expire(su_root_magic_t*, su_timer_t*, su_timer_arg_t* self) noexcept {
    // sofia-sip does not touch a timer set once after its callback, but it does touch one set to
    // run for ever. A periodic timer is therefore armed anew, before its task may destroy it.
    auto* timer = reinterpret_cast<SuTimer*>(self);
    const auto work = timer->work_;
    if (timer->kind_ == Kind::Periodic)
        timer->arm();
    timer->loop_.hold_until_it_may_act();
    // Destroyed while the loop was held: nobody wants it any more.
    if (work.use_count() > 1)
        guarded("timer", *work);
}

}  // namespace sofia::sip::nta
