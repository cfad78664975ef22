#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/boot_clock.hpp"
#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/ids.hpp"
#include "base/pulse.hpp"
#include "base/result.hpp"
#include "metrics/registry.hpp"
#include "model/gateway_registration.hpp"
#include "model/presence.hpp"
#include "model/registration.hpp"
#include "model/subscription.hpp"
#include "model/tracked_call.hpp"
#include "store/database.hpp"

namespace sofia::store {

/// What the worker is told at start.
struct WorkerOptions {
    base::ClusterName cluster;
    base::NodeName node;
    /// How long a write may keep a response waiting before its completion is called with Timeout;
    /// the write itself stays queued.
    base::Milliseconds commit_timeout{2000};
    /// How long one transaction may take before its connection is cut.
    base::Milliseconds transaction_timeout{2000};
    /// Most writes that wait at once; more are refused with Overload.
    std::size_t queue_limit = 100000;
    /// Most writes in one transaction.
    std::size_t batch_limit = 500;
    /// Shortest time from the beginning of one commit to the next, unless a batch is full; twice as
    /// long while very many writes come (CommitPace). A write after a pause is committed at once;
    /// under load each waits for company.
    base::Milliseconds gather{0};
    /// How long the look-up of one call or a promotion may take before it is answered with Timeout.
    base::Milliseconds read_timeout{5000};
    /// The same for what concerns all rows: claiming, flushing, loading. 20,000 calls take a second
    /// or two.
    base::Milliseconds bulk_timeout{30000};
    /// How long an epoch protects its owner from another node's unforced promotion. It is prolonged
    /// three times in each such span while the database answers.
    base::Milliseconds lease{10000};
};

/// How a write ended: nothing, or Timeout (still queued), Overload (not queued), Stale (fenced),
/// Invalid (the database refuses the value), Unavailable (the worker stops).
using OnCommit = std::function<void(base::Result<void>)>;

/// The SIP thread's door to the database: it never blocks. Writes are gathered and committed in
/// groups by the writer thread, look-ups run on a reader thread with its own connection; every
/// completion is posted to `home`, once. Writes for one key keep their order, and a later write
/// replaces an earlier one that still waits (both complete). Thread: every function may be called
/// from any thread; completions run on `home`.
/// Metrics: histograms store_commit (a transaction) and store_write (from the call to the commit),
/// counters store_batch_rows, store_write_timeouts and store_reconnects, gauge store_queue.
class Worker {
  public:
    /// `open` makes connections (one for the writer, one for the reader) and is called again after
    /// a failure. `home` must outlive the worker.
    Worker(WorkerOptions options, Opener open, base::Executor& home, metrics::Registry& metrics);
    /// Writes what is queued for at most `commit_timeout`, gives the lease back and stops the
    /// threads. Every completion has been posted when it returns.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Sets the epoch under which this node writes from now on. Rows carry it. A larger epoch than
    /// before ends the refusal of writes that follows Stale; epoch 0 (standby) gives the lease
    /// back.
    void set_epoch(base::Epoch epoch);
    /// Told which epoch is over.
    using OnStale = std::function<void(base::Epoch)>;
    /// Called on `where`, once for an epoch, when a write, a claim or the renewal of the lease came
    /// back Stale: another node has taken a newer epoch. All writes are refused with Stale before.
    void on_stale(base::Executor& where, OnStale callback);
    /// Steps down: writes what waits, takes nothing new, and gives the lease back, so that another
    /// node need not wait for its end. `done` is called when that is over, or when a new epoch was
    /// taken meanwhile; while the database is away it is not called.
    void retire(base::Task done);
    /// The epoch that we hold, and what the database has said of it.
    struct HeldLease {
        base::Epoch epoch{0};
        /// When the lease runs out unless it is renewed.
        base::SteadyTime until{};
        /// When the last question was asked whose answer showed that the epoch is ours.
        base::BootTime confirmed{};
    };
    /// Nothing when we hold none.
    std::optional<HeldLease> lease() const;
    /// Renews the lease now, for somebody who wants to know whether the epoch is still ours.
    void confirm();

    /// Whose rows are written and read from now on. \return false, and nothing changes, while we
    /// hold an epoch of the cluster until now or writes wait.
    bool use_cluster(base::ClusterName cluster);
    /// What this node tells the others of its cluster from now on, three times in a lease. The
    /// worker sets cluster, node, epoch and time.
    void announce(NodeSign sign);
    /// The last exchange of signs.
    struct Neighbourhood {
        NodeSigns signs;
        /// When it was asked for, by our clock, and how long the answer took.
        base::WallTime asked{};
        base::SteadyTime asked_steady{};
        base::Milliseconds took{0};
        /// How far the database's clock is ahead of ours.
        base::Milliseconds clock_ahead{0};
    };
    /// Nothing before the first.
    std::optional<Neighbourhood> neighbourhood() const;

    /// Stores a call, replacing its row. The worker sets cluster, owner, epoch and sequence.
    void put_call(model::TrackedCall call, OnCommit done);
    /// Removes a call's row; a row that is not there is success.
    void remove_call(base::CallUuid uuid, OnCommit done);
    /// Stores a binding, replacing its row. The worker sets cluster, owner, epoch and sequence.
    void put_registration(model::Registration registration, OnCommit done);
    /// Removes a binding; one that is not there is success.
    void remove_registration(model::RegistrationKey key, OnCommit done);
    /// Several binding writes that become durable together or not at all (`Contact: *`, several
    /// contacts, replacement of the old binding).
    void write_registrations(std::vector<model::Registration> put,
                             std::vector<model::RegistrationKey> remove,
                             OnCommit done);

    /// Stores our registration at a gateway, replacing its row. The worker sets cluster, owner,
    /// epoch and sequence.
    void put_gateway(model::GatewayRegistration registration, OnCommit done);
    /// Removes one; one that is not there is success.
    void remove_gateway(model::GatewayKey key, OnCommit done);

    /// Stores a subscription, a publication or a mailbox, replacing its row. The worker sets
    /// cluster, owner, epoch and sequence.
    void put_subscription(model::Subscription subscription, OnCommit done);
    void put_publication(model::Publication publication, OnCommit done);
    void put_mailbox(model::Mailbox mailbox, OnCommit done);
    /// Removes one; one that is not there is success.
    void remove_subscription(model::SubscriptionKey key, OnCommit done);
    void remove_publication(model::PublicationKey key, OnCommit done);

    /// Takes the next epoch of the cluster, writes under it from then on and prolongs its lease.
    /// Errors: Exists when another node holds a live lease and not `force`; Timeout.
    void take_epoch(bool force, std::function<void(base::Result<EpochGrant>)> done);
    /// Makes every call of the range with a smaller epoch ours, and returns the calls of the range
    /// that are ours, in order of id. A call whose removal was asked for, even after the claim, is
    /// not among them. Look-ups are served between two pieces. Safe to repeat. Errors: Timeout,
    /// Stale.
    void claim_calls(model::CallRange range,
                     std::function<void(base::Result<model::CallPiece>)> done);
    /// Claims one call that has this dialog. Success without value: no such call in the cluster.
    /// Errors: Timeout, Stale.
    void claim_call(base::CallUuid call,
                    model::DialogKey dialog,
                    std::function<void(base::Result<std::optional<model::TrackedCall>>)> done);
    /// Deletes the calls that no living node owns (epoch smaller than ours). \return how many.
    /// Errors: Timeout, Stale.
    void flush_calls(std::string profile, std::function<void(base::Result<std::size_t>)> done);
    /// All bindings of the cluster, expired ones too, without those whose removal was asked for.
    /// Errors: Timeout.
    void load_registrations(
        std::function<void(base::Result<std::vector<model::Registration>>)> done);

    /// Our registrations at the cluster's gateways. Errors: Timeout.
    void load_gateways(
        std::function<void(base::Result<std::vector<model::GatewayRegistration>>)> done);

    /// All that the cluster's watchers and users have said, ended rows too.
    struct PresenceRows {
        std::vector<model::Subscription> subscriptions;
        std::vector<model::Publication> publications;
        std::vector<model::Mailbox> mailboxes;
    };
    /// Errors: Timeout.
    void load_presence(std::function<void(base::Result<PresenceRows>)> done);

    /// Writes that wait or are under way, and the age of the oldest.
    struct Backlog {
        std::size_t writes = 0;
        base::Milliseconds oldest{0};
        /// Whether the writer has a connection that worked when it was used last.
        bool connected = false;
    };
    Backlog backlog() const;

    /// Runs `task` on the writer's thread between two transactions, also while the database is
    /// away; dropped when the worker stops. For those who want to know whether that thread turns.
    void on_writer_thread(base::Task task);
    /// The pulse of the writer's thread, which is excused while the thread waits for the database.
    /// The thread beats once when it starts, then only in tasks given to on_writer_thread(). It may
    /// outlive the worker.
    std::shared_ptr<base::Pulse> writer_pulse() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sofia::store
