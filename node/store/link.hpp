#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/pulse.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/deadline_keeper.hpp"

namespace sofia::store {

/// One thread's connection: opened again after a failure, and cut by the deadline keeper when a
/// call on it takes too long. Thread: the owner's, unless said otherwise.
class Link {
  public:
    /// `keeper` outlives the link and calls check(). `pulse`, that of the owner's thread, is
    /// excused while the thread waits for the database; may be null.
    Link(Opener open, DeadlineKeeper& keeper, std::shared_ptr<base::Pulse> pulse = {})
        : open_(std::move(open)), keeper_(keeper), pulse_(std::move(pulse)) {}

    /// Whether there is a connection. Thread: any.
    bool connected() const;
    /// Opens a connection if there is none. Errors: those of the opener.
    base::Result<void> connect();
    /// Throws the connection away.
    void drop();

    /// Calls `work(database)`, which is cut off at `deadline`, and gives back its Result. After
    /// Unavailable, InDoubt or a cut the connection is gone: a cut may come so late that the call
    /// has succeeded. Errors: Unavailable without a connection.
    template <class Work>
    auto run(base::SteadyTime deadline, Work&& work) {
        using Outcome = decltype(work(std::declval<Database&>()));
        if (!database_)
            return Outcome(base::fail(base::ErrorKind::Unavailable,
                                      "there is no connection: the last one was cut"));
        begin(deadline);
        auto result = work(*database_);
        const bool was_cut = end();
        if (was_cut && !result)
            result.error().text = "no answer in time, the connection was cut";
        if (was_cut || (!result && is_broken(result.error().kind)))
            drop();
        return result;
    }

    /// Makes the call that is under way, and later ones, end at `when` at the latest. Thread: any.
    void end_by(base::SteadyTime when);
    /// Cuts the call that is under way if its time is over. \return when to look again. Thread:
    /// any.
    base::SteadyTime check(base::SteadyTime now);

    /// Whether a call that ended so is worth repeating on a new connection.
    static bool is_broken(base::ErrorKind kind) noexcept {
        return kind == base::ErrorKind::Unavailable || kind == base::ErrorKind::InDoubt;
    }

  private:
    void begin(base::SteadyTime deadline);
    bool end();

    // Constant after construction.
    Opener open_;
    DeadlineKeeper& keeper_;
    const std::shared_ptr<base::Pulse> pulse_;
    mutable std::mutex mutex_;
    // Guarded by mutex_, except that the owner's thread may use the database without it.
    std::unique_ptr<Database> database_;
    std::optional<base::SteadyTime> running_until_;
    base::SteadyTime limit_ = base::SteadyTime::max();
    bool was_cut_ = false;
};

}  // namespace sofia::store
