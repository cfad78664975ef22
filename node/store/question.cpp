#include "store/question.hpp"

#include <algorithm>
#include <iterator>

namespace sofia::store {

std::deque<Question> Questions::expire(base::SteadyTime now) {
    const auto due = std::ranges::stable_partition(
        waiting_, [&](const Question& question) { return question.deadline > now; });
    std::deque<Question> expired(std::make_move_iterator(due.begin()),
                                 std::make_move_iterator(due.end()));
    waiting_.erase(due.begin(), due.end());
    return expired;
}

base::SteadyTime Questions::next_deadline() const {
    auto next = base::SteadyTime::max();
    for (const auto& question : waiting_)
        next = std::min(next, question.deadline);
    return next;
}

}  // namespace sofia::store
