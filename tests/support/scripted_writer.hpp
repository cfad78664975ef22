#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/executor.hpp"
#include "call/call_writer.hpp"

namespace sofia::test {

/// A database of calls whose commits come when the test says so, never inside put() or remove().
class ScriptedWriter final : public call::CallWriter {
  public:
    /// `executor` runs the completions of commit_at_once() and outlives the writer.
    explicit ScriptedWriter(base::Executor& executor) : executor_(executor) {}

    /// A write that has been asked for and not completed.
    struct Pending {
        /// The row, for a put; its uuid alone, for a removal.
        model::TrackedCall row;
        bool is_removal = false;
        OnCommit done;
    };

    void put(model::TrackedCall call, OnCommit done) override {
        ++puts;
        add({std::move(call), false, std::move(done)});
    }
    void remove(const base::CallUuid& uuid, OnCommit done) override {
        ++removals;
        model::TrackedCall row;
        row.uuid = uuid;
        add({std::move(row), true, std::move(done)});
    }

    /// Completes each write in the loop's next turn, those that wait included.
    void commit_at_once() {
        at_once_ = true;
        for (std::size_t i = 0; i < pending_.size(); ++i)
            executor_.post([this] { commit(); });
    }
    /// Keeps the writes from now on until commit() or fail().
    void hold() { at_once_ = false; }
    /// Writes that wait.
    std::size_t waiting() const noexcept { return pending_.size(); }
    /// The oldest waiting write. Requires: there is one.
    const Pending& front() const { return pending_.front(); }

    /// Commits the oldest waiting write.
    void commit() {
        auto write = take();
        if (write.is_removal)
            rows.erase(write.row.uuid.str());
        else
            rows[write.row.uuid.str()] = write.row;
        write.done({});
    }
    /// Tells that the oldest waiting write failed; the rows stay as they are.
    void fail(base::ErrorKind kind) {
        take().done(base::fail(kind, std::string("scripted ") + base::to_string(kind)));
    }

    /// Committed rows by call id.
    std::map<std::string, model::TrackedCall> rows;
    std::size_t puts = 0;
    std::size_t removals = 0;

  private:
    Pending take() {
        auto write = std::move(pending_.front());
        pending_.pop_front();
        return write;
    }
    void add(Pending write) {
        pending_.push_back(std::move(write));
        if (at_once_)
            executor_.post([this] { commit(); });
    }

    base::Executor& executor_;
    std::deque<Pending> pending_;
    bool at_once_ = false;
};

}  // namespace sofia::test
