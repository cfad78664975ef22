#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/ids.hpp"
#include "base/pulse.hpp"
#include "store/backoff.hpp"
#include "store/commit_pace.hpp"
#include "store/commit_writes.hpp"
#include "store/database.hpp"
#include "store/deadline_keeper.hpp"
#include "store/lease.hpp"
#include "store/link.hpp"
#include "store/outage.hpp"
#include "store/question.hpp"
#include "store/waiters.hpp"
#include "store/worker.hpp"
#include "store/write_queue.hpp"

namespace sofia::store {

/// Called once for each write when it is over, whatever its outcome. Thread: any.
using OnSettled = std::function<void(const WriteSet&)>;

/// The thread that commits: it drains the queue into one transaction, commits, and posts all
/// completions in one task. It also holds the epoch and prolongs its lease. Thread: any, unless
/// said otherwise.
class Writer {
  public:
    /// `home`, `metrics` and `keeper` outlive the writer; the keeper calls check().
    Writer(const WorkerOptions& options,
           Opener open,
           base::Executor& home,
           metrics::Registry& metrics,
           DeadlineKeeper& keeper,
           OnSettled on_settled);
    /// Stops the thread.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Queues a write. `done` is posted once, with its outcome or with Timeout.
    void write(WriteSet rows, OnCommit done);
    /// See Worker.
    void take_epoch(bool force, std::function<void(base::Result<EpochGrant>)> done);
    void set_epoch(base::Epoch epoch);
    base::Epoch epoch() const;
    void on_stale(base::Executor& where, Worker::OnStale callback);
    void retire(base::Task done);
    Worker::Backlog backlog() const;
    void on_writer_thread(base::Task task);
    std::shared_ptr<base::Pulse> pulse() const { return pulse_; }
    std::optional<Worker::HeldLease> lease() const;
    void confirm();
    bool use_cluster(base::ClusterName cluster);
    base::ClusterName cluster() const;
    void announce(NodeSign sign);
    std::optional<Worker::Neighbourhood> neighbourhood() const;

    /// Another node has a larger epoch than `epoch`: refuses everything, unless ours has been
    /// raised meanwhile.
    void fence(base::Epoch epoch, const base::Error& reason);
    /// Writes what waits for at most commit_timeout, gives the lease back and ends the thread.
    /// Called once, before the keeper stops.
    void stop();
    /// Posts the completions that are due at `now` and cuts a connection that hangs. \return when
    /// to look again.
    base::SteadyTime check(base::SteadyTime now);

  private:
    using Settled = std::vector<std::pair<QueuedWrite, base::Result<void>>>;

    // Writer thread.
    void run();
    bool wait_for_work();
    void run_errands(std::unique_lock<std::mutex>& lock);
    void work();
    bool ask_waiting_question();
    bool keep_lease();
    bool exchange_signs();
    void confirmed(base::Epoch epoch, base::BootTime asked);
    void end_lease(base::Epoch epoch);
    std::vector<QueuedWrite> take_batch();
    std::vector<QueuedWrite> keep_or_refuse(std::vector<QueuedWrite> unwritten);
    base::Epoch writing_epoch() const;
    bool commit_waiting_writes();
    base::Result<void> commit(std::span<const QueuedWrite> writes, base::Epoch epoch);
    void attempt_failed(const base::Error& error);
    void attempt_worked(std::size_t written);
    bool is_retired_and_drained() const;
    bool writes_under_lease() const;
    void give_lease_back();
    void end_lease_in_database(base::Epoch epoch);

    // Any thread.
    void adopt(base::Epoch epoch, base::SteadyTime asked, base::BootTime asked_boot);
    void settle(Settled settled);
    void refuse(std::vector<QueuedWrite> writes, const base::Error& error);
    std::optional<base::Error> why_refused() const;
    bool is_full() const { return queue_.rows() >= options_.batch_limit; }
    void show_queue();

    // Constant after construction.
    const WorkerOptions options_;
    base::Executor& home_;
    DeadlineKeeper& keeper_;
    const OnSettled on_settled_;
    const std::shared_ptr<base::Pulse> pulse_ = std::make_shared<base::Pulse>();
    metrics::Histogram& commit_time_;
    metrics::Histogram& write_time_;
    metrics::Counter& rows_written_;
    metrics::Gauge& queue_length_;
    metrics::Counter& timeouts_;
    metrics::Counter& reconnects_;

    // Writer thread only, except for check() and connected().
    Link link_;
    Backoff backoff_;
    Outage outage_;
    bool was_connected_ = false;
    base::SteadyTime pause_until_{};
    base::SteadyTime next_ping_{};
    /// Not before this time does the next batch leave, unless it is full.
    base::SteadyTime next_batch_{};
    CommitPace pace_{options_.gather};

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    WriteQueue queue_;
    Waiters waiters_;
    Questions questions_;
    std::vector<base::Task> errands_;
    Lease lease_;
    base::Epoch epoch_{0};
    bool is_fenced_ = false;
    /// Set by epoch 0: what waits is written, nothing new is taken.
    bool is_retired_ = false;
    /// Those who wait for the lease to be given back.
    std::vector<base::Task> on_retired_;
    Worker::OnStale on_stale_;
    base::Executor* stale_home_ = nullptr;
    base::ClusterName cluster_;
    base::BootTime confirmed_{};
    std::optional<NodeSign> sign_;
    std::optional<Worker::Neighbourhood> neighbourhood_;
    /// Somebody wants the lease renewed, or the sign written, before its time.
    bool is_prodded_ = false;
    std::size_t in_flight_ = 0;
    base::SteadyTime in_flight_since_{};
    bool stopping_ = false;
    base::SteadyTime stop_by_ = base::SteadyTime::max();
    // Last member: the thread uses all others.
    std::thread thread_;
};

}  // namespace sofia::store
