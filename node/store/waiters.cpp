#include "store/waiters.hpp"

#include <utility>

namespace sofia::store {

WaiterId Waiters::add(OnCommit done, base::SteadyTime deadline) {
    waiting_.push_back({std::move(done), deadline});
    return first_ + waiting_.size() - 1;
}

OnCommit Waiters::take(WaiterId id) {
    if (id < first_)
        return {};
    auto done = std::exchange(waiting_[id - first_].done, {});
    drop_taken();
    return done;
}

std::vector<OnCommit> Waiters::expire(base::SteadyTime now) {
    std::vector<OnCommit> due;
    while (!waiting_.empty() && waiting_.front().deadline <= now) {
        due.push_back(std::move(waiting_.front().done));
        waiting_.pop_front();
        ++first_;
        drop_taken();
    }
    return due;
}

std::vector<OnCommit> Waiters::take_all() {
    return expire(base::SteadyTime::max());
}

base::SteadyTime Waiters::next_deadline() const {
    return waiting_.empty() ? base::SteadyTime::max() : waiting_.front().deadline;
}

void Waiters::drop_taken() {
    while (!waiting_.empty() && !waiting_.front().done) {
        waiting_.pop_front();
        ++first_;
    }
}

}  // namespace sofia::store
