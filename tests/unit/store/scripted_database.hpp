#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "store/database.hpp"
#include "store/memory/memory.hpp"

namespace sofia::test {

/// What the next call does instead of what a memory database does.
enum class Step {
    Work,          ///< as usual
    Unavailable,   ///< fails, nothing is written
    InDoubt,       ///< is written, but the answer is lost
    Hang,          ///< waits for interrupt(), then fails; nothing is written
    HangThenWork,  ///< waits for release(), then works
};

/// A database in memory that fails as the test says. Thread: any.
class ScriptedDatabase {
  public:
    /// The next commits, in order; then all work.
    void script_commits(std::vector<Step> steps) { set(commits_, std::move(steps)); }
    /// The next look-ups and promotions, in order; then all work.
    void script_questions(std::vector<Step> steps) { set(questions_, std::move(steps)); }
    /// The next lease renewals, in order; then all work.
    void script_renewals(std::vector<Step> steps) { set(renewals_, std::move(steps)); }
    /// How many of the next attempts to connect fail.
    void refuse_connections(int count) {
        const std::scoped_lock lock(mutex_);
        refused_connections_ = count;
    }
    /// Ends every HangThenWork.
    void release() {
        const std::scoped_lock lock(mutex_);
        is_released_ = true;
        changed_.notify_all();
    }

    /// Makes connections to it; it must outlive them.
    store::Opener opener();
    /// A connection without script, to look at the rows.
    std::unique_ptr<store::Database> inspect() { return std::move(*memory_()); }

    /// Batches that were offered, also those that failed.
    std::vector<store::Batch> batches() const {
        const std::scoped_lock lock(mutex_);
        return batches_;
    }
    /// Connections made.
    int connections() const {
        const std::scoped_lock lock(mutex_);
        return connections_;
    }
    /// The number of the connection, from 1, on which each of them was offered.
    std::vector<int> carriers() const {
        const std::scoped_lock lock(mutex_);
        return carriers_;
    }
    /// How often the lease was prolonged or given back.
    int renewals() const {
        const std::scoped_lock lock(mutex_);
        return renewals_done_;
    }
    /// Waits until `count` batches were offered.
    void wait_for_batches(std::size_t count) const {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return batches_.size() >= count; });
    }
    /// Waits until the lease was prolonged or given back `count` times.
    void wait_for_renewals(int count) const {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return renewals_done_ >= count; });
    }

  private:
    class Connection;
    using Steps = std::deque<Step>;

    void set(Steps& steps, std::vector<Step> wanted) {
        const std::scoped_lock lock(mutex_);
        steps.assign(wanted.begin(), wanted.end());
    }

    store::Opener memory_ = store::memory::opener();
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    // Guarded by mutex_.
    Steps commits_;
    Steps questions_;
    Steps renewals_;
    int refused_connections_ = 0;
    int connections_ = 0;
    int renewals_done_ = 0;
    bool is_released_ = false;
    std::vector<store::Batch> batches_;
    std::vector<int> carriers_;
};

}  // namespace sofia::test
