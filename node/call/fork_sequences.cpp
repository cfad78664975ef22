// When a fork calls whom: its sequences, their groups, delays and retries.

#include <algorithm>
#include <utility>

#include "call/fork.hpp"

namespace sofia::call {

void Fork::start(std::chrono::seconds timeout) {
    const auto keep_alive = shared_from_this();
    for (const auto& unreachable : unreachable_)
        note(unreachable.cause);
    for (auto& run : runs_)
        run.timeout = loop_.after(run.sequence.timeout.count() > 0 ? run.sequence.timeout : timeout,
                                  [weak = weak_from_this(), &run] {
                                      if (const auto self = weak.lock())
                                          self->on_run_timeout(run);
                                  });
    for (auto& run : runs_)
        next_group(run);
    if (runs_.empty())
        give_up(best_.value_or(Failure{model::cause::kNoRouteDestination, 0, {}, {}}));
}

void Fork::next_group(Run& run) {
    const auto keep_alive = shared_from_this();
    auto& groups = run.sequence.groups;
    while (!decided_ && !run.over && !is_ringing(run)) {
        if (run.next_group < groups.size()) {
            auto& group = groups[run.next_group++];
            const bool needed_again = run.tries_left > 1;
            for (std::size_t i = 0; i < group.size() && !decided_ && !run.over; ++i)
                begin(run, needed_again ? group[i] : std::move(group[i]));
        } else if (--run.tries_left > 0 && !groups.empty()) {
            run.next_group = 0;
            run.pause = loop_.after(run.sequence.pause, [weak = weak_from_this(), &run] {
                if (const auto self = weak.lock()) {
                    run.pause.reset();
                    self->next_group(run);
                }
            });
        } else {
            end(run);
        }
    }
}

void Fork::end(Run& run) {
    run.over = true;
    run.timeout.reset();
    run.pause.reset();
    run.waiting.clear();
    if (std::all_of(runs_.begin(), runs_.end(), [](const Run& one) { return one.over; }))
        give_up(best_.value_or(Failure{model::cause::kNoRouteDestination, 0, {}, {}}));
}

void Fork::begin(Run& run, Target target) {
    if (target.start_delay.count() > 0)
        wait(run, std::move(target));
    else
        call(run, std::move(target));
}

void Fork::wait(Run& run, Target target) {
    const auto delay = target.start_delay;
    run.waiting.push_back(std::make_unique<Waiting>(Waiting{std::move(target), {}}));
    auto* waiting = run.waiting.back().get();
    waiting->timer = loop_.after(delay, [weak = weak_from_this(), &run, waiting] {
        const auto self = weak.lock();
        if (!self || self->decided_)
            return;
        const auto found = std::find_if(run.waiting.begin(),
                                        run.waiting.end(),
                                        [&](const auto& one) { return one.get() == waiting; });
        if (found == run.waiting.end())
            return;
        const auto taken = std::move(*found);
        run.waiting.erase(found);
        self->call(run, std::move(taken->target));
        self->check_group(run);
    });
}

void Fork::check_group(Run& run) {
    if (!decided_ && !is_ringing(run))
        next_group(run);
}

void Fork::check_groups() {
    const auto keep_alive = shared_from_this();
    for (auto& run : runs_)
        check_group(run);
}

void Fork::settle() {
    decided_ = true;
    for (auto& run : runs_) {
        run.timeout.reset();
        run.pause.reset();
        run.waiting.clear();
    }
}

}  // namespace sofia::call
