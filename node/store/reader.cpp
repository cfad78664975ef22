#include "store/reader.hpp"

#include <algorithm>
#include <utility>

namespace sofia::store {
namespace {

base::Error timeout() {
    return {base::ErrorKind::Timeout, "the database did not answer in time"};
}

base::Error stopped() {
    return {base::ErrorKind::Unavailable, "the node stops"};
}

}  // namespace

Reader::Reader(Opener open, DeadlineKeeper& keeper)
    : keeper_(keeper), link_(std::move(open), keeper), thread_([this] { run(); }) {}

Reader::~Reader() {
    stop();
}

void Reader::ask(Question question) {
    const auto deadline = question.deadline;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_)
            return question.refuse(stopped());
        waiting_.push(std::move(question));
        changed_.notify_one();
    }
    keeper_.arm(deadline);
}

void Reader::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        for (const auto& question : waiting_.take_all())
            question.refuse(stopped());
        if (current_)
            current_->refuse(stopped());
        changed_.notify_one();
    }
    link_.end_by(base::system_clock().steady());
    if (thread_.joinable())
        thread_.join();
}

base::SteadyTime Reader::check(base::SteadyTime now) {
    const auto next_cut = link_.check(now);
    const std::scoped_lock lock(mutex_);
    for (const auto& question : waiting_.expire(now))
        question.refuse(timeout());
    if (current_ && current_->deadline <= now) {
        current_->refuse(timeout());
        current_.reset();
    }
    const auto next = std::min(next_cut, waiting_.next_deadline());
    return current_ ? std::min(next, current_->deadline) : next;
}

void Reader::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (waiting_.empty()) {
            changed_.wait(lock);
            continue;
        }
        current_ = waiting_.take();
        ask_current(lock);
        current_.reset();
    }
}

void Reader::ask_current(std::unique_lock<std::mutex>& lock) {
    while (!stopping_ && current_) {
        const auto question = *current_;
        lock.unlock();
        const bool is_answered = attempt(question);
        lock.lock();
        if (is_answered)
            return;
        changed_.wait_for(lock, backoff_.next(), [&] { return stopping_; });
    }
}

bool Reader::attempt(const Question& question) {
    if (!link_.connect())
        return false;
    const auto now = base::system_clock().steady();
    const auto asked =
        link_.run(std::min(question.deadline, now + question.patience), [&](Database& db) {
            auto error = question.attempt(db);
            return error ? base::Result<void>(tl::unexpected(*error)) : base::Result<void>{};
        });
    if (asked)
        backoff_.reset();
    return asked.has_value();
}

}  // namespace sofia::store
