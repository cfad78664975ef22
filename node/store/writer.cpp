#include "store/writer.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include <fmt/core.h>

#include "base/log.hpp"

// What any thread may ask of the writer; its own thread is in writer_thread.cpp.
namespace sofia::store {
namespace {

constexpr auto kEverything = std::numeric_limits<std::size_t>::max();

base::SteadyTime now() {
    return base::system_clock().steady();
}

base::Error stale(base::Epoch epoch) {
    return {base::ErrorKind::Stale,
            fmt::format("epoch {} is over: another node has taken over", number(epoch))};
}

/// Calls all completions in one task, because posting costs more than calling.
template <class Completions>
void post_all(base::Executor& home, Completions completions) {
    if (!completions.empty())
        home.post([completions = std::move(completions)] {
            for (const auto& [done, result] : completions)
                done(result);
        });
}

}  // namespace

Writer::Writer(const WorkerOptions& options,
               Opener open,
               base::Executor& home,
               metrics::Registry& metrics,
               DeadlineKeeper& keeper,
               OnSettled on_settled)
    : options_(options),
      home_(home),
      keeper_(keeper),
      on_settled_(std::move(on_settled)),
      commit_time_(metrics.histogram("store_commit")),
      write_time_(metrics.histogram("store_write")),
      rows_written_(metrics.counter("store_batch_rows")),
      queue_length_(metrics.gauge("store_queue")),
      timeouts_(metrics.counter("store_write_timeouts")),
      reconnects_(metrics.counter("store_reconnects")),
      link_(std::move(open), keeper, pulse_),
      queue_(options.queue_limit),
      lease_(options.lease),
      cluster_(options.cluster),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    stop();
}

std::optional<base::Error> Writer::why_refused() const {
    if (stopping_)
        return base::Error{base::ErrorKind::Unavailable, "the node stops"};
    if (is_fenced_ || is_retired_)
        return stale(epoch_);
    return std::nullopt;
}

void Writer::write(WriteSet rows, OnCommit done) {
    const auto since = now();
    const auto deadline = since + options_.commit_timeout;
    base::Result<void> result;
    bool is_queued = false;
    bool is_awaited = false;
    {
        const std::scoped_lock lock(mutex_);
        if (auto refusal = why_refused()) {
            result = tl::unexpected(std::move(*refusal));
        } else if (rows.rows() > 0) {
            const auto waiter = waiters_.add(done, deadline);
            const auto rows_before = queue_.rows();
            result = queue_.push(std::move(rows), waiter, since);
            is_queued = result.has_value();
            if (!is_queued)
                static_cast<void>(waiters_.take(waiter));
            show_queue();
            is_awaited = rows_before == 0 || is_full();
        }
    }
    // The writer looks at all others by itself: waking it for each costs more than the row.
    if (is_awaited)
        changed_.notify_one();
    if (is_queued)
        return keeper_.arm(deadline);
    on_settled_(rows);
    if (done)
        home_.post([done = std::move(done), result = std::move(result)] { done(result); });
}

void Writer::on_writer_thread(base::Task task) {
    const std::scoped_lock lock(mutex_);
    errands_.push_back(std::move(task));
    changed_.notify_one();
}

void Writer::take_epoch(bool force, std::function<void(base::Result<EpochGrant>)> done) {
    // Shared by the writer and the keeper of deadlines, the first of which answers.
    const auto answer = std::make_shared<Answer<EpochGrant>>(home_, std::move(done));
    const auto deadline = now() + options_.read_timeout;
    Question question{
        .deadline = deadline,
        .patience = options_.transaction_timeout,
        .attempt = [this, answer, force, cluster = cluster()](
                       Database& database) -> std::optional<base::Error> {
            const auto asked = now();
            const auto asked_boot = base::BootClock::now();
            const auto wall = base::system_clock().wall();
            auto grant = database.cluster().take_epoch(
                cluster, options_.node, wall, wall + options_.lease, force);
            if (!grant && Link::is_broken(grant.error().kind))
                return grant.error();
            // An epoch of which nobody hears must not be held: its lease runs out by itself.
            if (!answer->claim())
                return std::nullopt;
            if (grant)
                adopt(grant->epoch, asked, asked_boot);
            answer->post(std::move(grant));
            return std::nullopt;
        },
        .refuse = [answer](base::Error error) { answer->give(tl::unexpected(error)); }};
    {
        const std::scoped_lock lock(mutex_);
        if (!stopping_) {
            questions_.push(std::move(question));
            changed_.notify_one();
        }
    }
    if (question.refuse)
        question.refuse({base::ErrorKind::Unavailable, "the node stops"});
    keeper_.arm(deadline);
}

void Writer::adopt(base::Epoch epoch, base::SteadyTime asked, base::BootTime asked_boot) {
    std::vector<QueuedWrite> foreign;
    std::vector<base::Task> superseded;
    base::Epoch before{};
    {
        const std::scoped_lock lock(mutex_);
        // Writes that wait are good under the new epoch only if nobody was in between.
        if (number(epoch) != number(epoch_) + 1)
            foreign = queue_.take(kEverything);
        before = std::exchange(epoch_, epoch);
        is_fenced_ = false;
        is_retired_ = false;
        lease_.renewed(epoch, asked);
        confirmed_ = asked_boot;
        superseded.swap(on_retired_);
    }
    for (auto& done : superseded)
        home_.post(std::move(done));
    refuse(std::move(foreign), stale(before));
}

void Writer::set_epoch(base::Epoch epoch) {
    const std::scoped_lock lock(mutex_);
    if (epoch == base::Epoch{0}) {
        is_retired_ = true;
    } else {
        is_fenced_ = is_fenced_ && epoch <= epoch_;
        is_retired_ = false;
        epoch_ = epoch;
    }
    changed_.notify_one();
}

base::Epoch Writer::epoch() const {
    const std::scoped_lock lock(mutex_);
    return is_retired_ ? base::Epoch{0} : epoch_;
}

void Writer::on_stale(base::Executor& where, Worker::OnStale callback) {
    const std::scoped_lock lock(mutex_);
    stale_home_ = &where;
    on_stale_ = std::move(callback);
}

void Writer::retire(base::Task done) {
    {
        const std::scoped_lock lock(mutex_);
        is_retired_ = true;
        if (lease_.epoch() && !stopping_) {
            on_retired_.push_back(std::move(done));
            changed_.notify_one();
            return;
        }
    }
    home_.post(std::move(done));
}

std::optional<Worker::HeldLease> Writer::lease() const {
    const std::scoped_lock lock(mutex_);
    const auto epoch = lease_.epoch();
    return epoch ? std::optional(Worker::HeldLease{*epoch, lease_.until(), confirmed_})
                 : std::nullopt;
}

void Writer::confirm() {
    const std::scoped_lock lock(mutex_);
    is_prodded_ = true;
    changed_.notify_one();
}

bool Writer::use_cluster(base::ClusterName cluster) {
    const std::scoped_lock lock(mutex_);
    if (cluster_ == cluster)
        return true;
    if (lease_.epoch() || !queue_.empty() || in_flight_ > 0)
        return false;
    cluster_ = std::move(cluster);
    epoch_ = base::Epoch{0};
    is_retired_ = true;
    neighbourhood_.reset();
    return true;
}

base::ClusterName Writer::cluster() const {
    const std::scoped_lock lock(mutex_);
    return cluster_;
}

void Writer::announce(NodeSign sign) {
    const std::scoped_lock lock(mutex_);
    sign_ = std::move(sign);
    is_prodded_ = true;
    changed_.notify_one();
}

std::optional<Worker::Neighbourhood> Writer::neighbourhood() const {
    const std::scoped_lock lock(mutex_);
    return neighbourhood_;
}

void Writer::fence(base::Epoch epoch, const base::Error& reason) {
    std::vector<QueuedWrite> writes;
    std::vector<base::Task> stepping_down;
    Worker::OnStale callback;
    base::Executor* home = nullptr;
    {
        const std::scoped_lock lock(mutex_);
        if (epoch_ != epoch || is_fenced_)
            return;
        is_fenced_ = true;
        lease_.ended();
        writes = queue_.take(kEverything);
        callback = on_stale_;
        home = stale_home_;
        stepping_down.swap(on_retired_);
    }
    for (auto& done : stepping_down)
        home_.post(std::move(done));
    LOG_ERROR(Area::Store,
              "{}: {} waiting writes refused, no more are taken",
              reason.text,
              writes.size());
    refuse(std::move(writes), reason);
    if (callback)
        home->post([callback = std::move(callback), epoch] { callback(epoch); });
}

Worker::Backlog Writer::backlog() const {
    const bool connected = link_.connected();
    const auto at = now();
    const std::scoped_lock lock(mutex_);
    auto oldest = in_flight_ > 0 ? in_flight_since_ : at;
    if (!queue_.empty())
        oldest = std::min(oldest, queue_.oldest());
    return {.writes = queue_.size() + in_flight_,
            .oldest = std::chrono::duration_cast<base::Milliseconds>(at - oldest),
            .connected = connected};
}

void Writer::stop() {
    const auto limit = now() + options_.commit_timeout;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        stop_by_ = std::min(stop_by_, limit);
        changed_.notify_one();
    }
    link_.end_by(limit);
    if (thread_.joinable())
        thread_.join();
}

base::SteadyTime Writer::check(base::SteadyTime at) {
    const auto next_cut = link_.check(at);
    std::vector<std::pair<OnCommit, base::Result<void>>> late;
    std::deque<Question> unanswered;
    auto next = base::SteadyTime::max();
    {
        const std::scoped_lock lock(mutex_);
        for (auto& done : waiters_.expire(at))
            late.emplace_back(
                std::move(done),
                base::fail(base::ErrorKind::Timeout, "not durable in time, the write still waits"));
        unanswered = questions_.expire(at);
        next = std::min({next_cut, waiters_.next_deadline(), questions_.next_deadline()});
    }
    if (!late.empty()) {
        timeouts_.add(static_cast<std::int64_t>(late.size()));
        LOG_WARN(Area::Store,
                 "{} writes not durable within {} ms, they still wait",
                 late.size(),
                 options_.commit_timeout.count());
    }
    post_all(home_, std::move(late));
    for (const auto& question : unanswered)
        question.refuse({base::ErrorKind::Timeout, "the database did not answer in time"});
    return next;
}

void Writer::settle(Settled settled) {
    std::vector<std::pair<OnCommit, base::Result<void>>> completions;
    const auto at = now();
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [write, result] : settled)
            for (const auto waiter : write.waiters)
                if (auto done = waiters_.take(waiter))
                    completions.emplace_back(std::move(done), result);
        show_queue();
    }
    for (const auto& [write, result] : settled) {
        if (result)
            write_time_.record(
                std::chrono::duration_cast<std::chrono::microseconds>(at - write.since));
        on_settled_(write.rows);
    }
    post_all(home_, std::move(completions));
}

void Writer::refuse(std::vector<QueuedWrite> writes, const base::Error& error) {
    Settled settled;
    for (auto& write : writes)
        settled.emplace_back(std::move(write), tl::unexpected(error));
    settle(std::move(settled));
}

void Writer::show_queue() {
    queue_length_.set(static_cast<std::int64_t>(queue_.size() + in_flight_));
}

}  // namespace sofia::store
