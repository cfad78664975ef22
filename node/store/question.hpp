#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/link.hpp"

namespace sofia::store {

/// A completion that two threads may want to call: the one that has the answer and the one that
/// keeps the deadline. The first one does. Thread: any.
template <class T>
class Answer {
  public:
    Answer(base::Executor& home, std::function<void(base::Result<T>)> done)
        : home_(home), done_(std::move(done)) {}

    /// Whether the caller is the first, who then calls post().
    bool claim() noexcept { return !is_claimed_.exchange(true); }
    /// Posts the completion with its result.
    void post(base::Result<T> result) {
        home_.post([done = std::move(done_), result = std::move(result)]() mutable {
            done(std::move(result));
        });
    }
    /// Posts the completion if nobody did.
    void give(base::Result<T> result) {
        if (claim())
            post(std::move(result));
    }

  private:
    base::Executor& home_;
    std::function<void(base::Result<T>)> done_;
    std::atomic<bool> is_claimed_{false};
};

/// Something to be done on a connection for somebody who waits no longer than a deadline.
struct Question {
    base::SteadyTime deadline{};
    /// How long one attempt may take; shorter than the time to the deadline, so that a question on
    /// a dead connection is asked once more.
    base::Milliseconds patience{};
    /// Asks once and answers. \return the error when it is worth asking again on a new connection;
    /// nobody was answered then.
    std::function<std::optional<base::Error>(Database&)> attempt;
    /// Answers with an error, if nobody was answered.
    std::function<void(base::Error)> refuse;
};

/// A question that gives `done` what `ask` gives, and has `timeout` from now for two attempts.
template <class T>
Question make_question(base::Executor& home,
                       base::Milliseconds timeout,
                       std::function<base::Result<T>(Database&)> ask,
                       std::function<void(base::Result<T>)> done) {
    // Shared by the two functions, which two threads call.
    const auto answer = std::make_shared<Answer<T>>(home, std::move(done));
    return {.deadline = base::system_clock().steady() + timeout,
            .patience = timeout / 2,
            .attempt = [answer,
                        ask = std::move(ask)](Database& database) -> std::optional<base::Error> {
                auto result = ask(database);
                if (!result && Link::is_broken(result.error().kind))
                    return result.error();
                answer->give(std::move(result));
                return std::nullopt;
            },
            .refuse = [answer](base::Error error) { answer->give(tl::unexpected(error)); }};
}

/// Questions in the order in which they came. Thread: not safe by itself.
class Questions {
  public:
    void push(Question question) { waiting_.push_back(std::move(question)); }
    bool empty() const noexcept { return waiting_.empty(); }
    /// Takes the oldest question out. REQUIRES: not empty.
    Question take() {
        auto question = std::move(waiting_.front());
        waiting_.pop_front();
        return question;
    }
    /// Takes out the questions that are due at `now`.
    std::deque<Question> expire(base::SteadyTime now);
    /// Takes out all questions.
    std::deque<Question> take_all() { return std::exchange(waiting_, {}); }
    /// When the next question falls due; SteadyTime::max() when there is none.
    base::SteadyTime next_deadline() const;

  private:
    std::deque<Question> waiting_;
};

}  // namespace sofia::store
