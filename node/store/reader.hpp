#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.hpp"
#include "store/backoff.hpp"
#include "store/database.hpp"
#include "store/deadline_keeper.hpp"
#include "store/link.hpp"
#include "store/question.hpp"

namespace sofia::store {

/// The thread that asks questions on a connection of its own, one after the other. A question whose
/// connection breaks is asked again until its deadline. Thread: any, unless said otherwise.
class Reader {
  public:
    /// `keeper` outlives the reader and calls check().
    Reader(Opener open, DeadlineKeeper& keeper);
    /// Stops the thread.
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Asks when its turn comes.
    void ask(Question question);
    /// Refuses what waits and ends the thread. Called once, before the keeper stops.
    void stop();
    /// Refuses what is due at `now` and cuts a connection that hangs. \return when to look again.
    base::SteadyTime check(base::SteadyTime now);

  private:
    void run();
    void ask_current(std::unique_lock<std::mutex>& lock);
    bool attempt(const Question& question);

    // Constant after construction.
    DeadlineKeeper& keeper_;
    // Reader thread only, except for check() and end_by().
    Link link_;
    Backoff backoff_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    Questions waiting_;
    /// The question that is being asked; none when its deadline has come meanwhile.
    std::optional<Question> current_;
    bool stopping_ = false;
    // Last member: the thread uses all others.
    std::thread thread_;
};

}  // namespace sofia::store
