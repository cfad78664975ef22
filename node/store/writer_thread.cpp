#include <algorithm>
#include <limits>

#include "base/log.hpp"
#include "store/writer.hpp"

// The writer's own thread.
namespace sofia::store {
namespace {

/// While nothing is written an active node looks this often whether another one has displaced it:
/// less than T1, after which it would repeat what its successor has dealt with already.
constexpr base::Milliseconds kLookEvery{100};

base::SteadyTime now() {
    return base::system_clock().steady();
}

std::size_t rows_in(const Batch& batch) {
    return batch.put_calls.size() + batch.remove_calls.size() + batch.put_registrations.size() +
           batch.remove_registrations.size();
}

}  // namespace

void Writer::run() {
    pulse_->beat();
    while (wait_for_work())
        work();
    give_lease_back();
    std::deque<Question> unanswered;
    std::vector<QueuedWrite> unwritten;
    {
        const std::scoped_lock lock(mutex_);
        unanswered = questions_.take_all();
        unwritten = queue_.take(std::numeric_limits<std::size_t>::max());
    }
    const base::Error stopped{base::ErrorKind::Unavailable, "the node stops"};
    for (const auto& question : unanswered)
        question.refuse(stopped);
    if (!unwritten.empty())
        LOG_ERROR(Area::Store, "{} writes are lost: the database stayed away", unwritten.size());
    refuse(std::move(unwritten), stopped);
}

bool Writer::wait_for_work() {
    std::unique_lock lock(mutex_);
    while (now() < std::min(pause_until_, stop_by_)) {
        changed_.wait_until(lock, std::min(pause_until_, stop_by_));
        run_errands(lock);
    }
    const auto wake_at = std::min(next_ping_, lease_.next_renewal());
    const auto has_work = [&] {
        return stopping_ || !queue_.empty() || !questions_.empty() || is_prodded_ ||
               (is_retired_ && lease_.epoch());
    };
    run_errands(lock);
    while (!has_work() && now() < wake_at) {
        changed_.wait_until(lock, wake_at, [&] { return has_work() || !errands_.empty(); });
        run_errands(lock);
    }
    if (!queue_.empty())
        changed_.wait_until(
            lock, next_batch_, [&] { return stopping_ || !questions_.empty() || is_full(); });
    return !stopping_ || (!queue_.empty() && now() < stop_by_);
}

void Writer::run_errands(std::unique_lock<std::mutex>& lock) {
    while (!errands_.empty()) {
        const auto errands = std::exchange(errands_, {});
        lock.unlock();
        for (const auto& errand : errands)
            errand();
        lock.lock();
    }
}

void Writer::work() {
    if (!link_.connected()) {
        if (const auto opened = link_.connect(); !opened)
            return attempt_failed(opened.error());
        if (std::exchange(was_connected_, true))
            reconnects_.add();
    }
    if (!ask_waiting_question() || !keep_lease() || !commit_waiting_writes())
        return;
    if (is_retired_and_drained())
        give_lease_back();
}

bool Writer::is_retired_and_drained() const {
    const std::scoped_lock lock(mutex_);
    return is_retired_ && queue_.empty();
}

bool Writer::ask_waiting_question() {
    Question question;
    {
        const std::scoped_lock lock(mutex_);
        if (questions_.empty())
            return true;
        question = questions_.take();
    }
    const auto limit = std::min(question.deadline, now() + question.patience);
    const auto asked = link_.run(limit, [&](Database& database) {
        auto error = question.attempt(database);
        return error ? base::Result<void>(tl::unexpected(*error)) : base::Result<void>{};
    });
    if (asked) {
        attempt_worked(0);
        return true;
    }
    attempt_failed(asked.error());
    {
        const std::scoped_lock lock(mutex_);
        questions_.push(question);
    }
    // While it was asked the keeper did not know of it.
    keeper_.arm(question.deadline);
    return false;
}

bool Writer::keep_lease() {
    const auto at = now();
    const auto at_boot = base::BootClock::now();
    std::optional<base::Epoch> held;
    bool is_renewal = true;
    {
        const std::scoped_lock lock(mutex_);
        const bool is_prodded = std::exchange(is_prodded_, false);
        if (!is_prodded && at < std::min(next_ping_, lease_.next_renewal()))
            return true;
        held = lease_.epoch();
        is_renewal = is_prodded || at >= lease_.next_renewal();
    }
    const auto cluster = this->cluster();
    const auto kept = link_.run(at + options_.transaction_timeout, [&](Database& database) {
        if (!held)
            return database.ping();
        if (!is_renewal)
            return database.cluster().look(cluster, *held);
        return database.cluster().renew_lease(
            cluster, *held, base::system_clock().wall() + options_.lease);
    });
    if (held && !kept && kept.error().kind == base::ErrorKind::Stale) {
        end_lease(*held);
        fence(*held, kept.error());
        return true;
    }
    if (!kept) {
        attempt_failed(kept.error());
        return false;
    }
    if (held) {
        const std::scoped_lock lock(mutex_);
        if (lease_.epoch() == held) {
            confirmed_ = at_boot;
            if (is_renewal)
                lease_.renewed(*held, at);
        }
    }
    attempt_worked(0);
    return held && !is_renewal ? true : exchange_signs();
}

bool Writer::exchange_signs() {
    Worker::Neighbourhood exchange;
    {
        const std::scoped_lock lock(mutex_);
        if (!sign_)
            return true;
        exchange.signs.nodes = {*sign_};
        auto& sign = exchange.signs.nodes.front();
        sign.cluster = cluster_;
        sign.node = options_.node;
        sign.epoch = lease_.epoch().value_or(base::Epoch{0});
    }
    const auto& clock = base::system_clock();
    exchange.asked = clock.wall();
    exchange.asked_steady = clock.steady();
    auto signs = link_.run(now() + options_.transaction_timeout, [&](Database& database) {
        return database.nodes().exchange(exchange.signs.nodes.front());
    });
    if (!signs) {
        attempt_failed(signs.error());
        return false;
    }
    const auto round_trip = clock.steady() - exchange.asked_steady;
    exchange.took = std::chrono::duration_cast<base::Milliseconds>(round_trip);
    exchange.clock_ahead = std::chrono::duration_cast<base::Milliseconds>(
        signs->now - exchange.asked - round_trip / 2);
    exchange.signs = std::move(*signs);
    const std::scoped_lock lock(mutex_);
    if (exchange.signs.nodes.empty() || exchange.signs.nodes.front().cluster == cluster_)
        neighbourhood_ = std::move(exchange);
    return true;
}

void Writer::confirmed(base::Epoch epoch, base::BootTime asked) {
    const std::scoped_lock lock(mutex_);
    if (lease_.epoch() == epoch)
        confirmed_ = std::max(confirmed_, asked);
}

void Writer::end_lease(base::Epoch epoch) {
    const std::scoped_lock lock(mutex_);
    if (lease_.epoch() == epoch)
        lease_.ended();
}

std::vector<QueuedWrite> Writer::take_batch() {
    const std::scoped_lock lock(mutex_);
    if (queue_.empty())
        return {};
    in_flight_since_ = queue_.oldest();
    auto writes = queue_.take(options_.batch_limit);
    in_flight_ = writes.size();
    return writes;
}

std::vector<QueuedWrite> Writer::keep_or_refuse(std::vector<QueuedWrite> unwritten) {
    const std::scoped_lock lock(mutex_);
    in_flight_ = 0;
    // When a claim has fenced us meanwhile nobody takes the queue out any more.
    if (is_fenced_)
        return unwritten;
    queue_.give_back(std::move(unwritten));
    return {};
}

bool Writer::commit_waiting_writes() {
    const auto epoch = writing_epoch();
    auto writes = take_batch();
    if (writes.empty())
        return true;
    auto outcome = commit_writes(
        std::move(writes), [&](std::span<const QueuedWrite> part) { return commit(part, epoch); });
    const auto written = outcome.settled.size();
    const auto refused = keep_or_refuse(std::move(outcome.unwritten));
    for (const auto& [write, result] : outcome.settled)
        if (!result)
            LOG_ERROR(Area::Store, "a write was refused and is dropped: {}", result.error().text);
    settle(std::move(outcome.settled));
    if (!outcome.failure) {
        attempt_worked(written);
        return true;
    }
    refuse(refused, *outcome.failure);
    if (outcome.failure->kind == base::ErrorKind::Stale)
        fence(epoch, *outcome.failure);
    else
        attempt_failed(*outcome.failure);
    return false;
}

base::Epoch Writer::writing_epoch() const {
    const std::scoped_lock lock(mutex_);
    return epoch_;
}

base::Result<void> Writer::commit(std::span<const QueuedWrite> writes, base::Epoch epoch) {
    const auto batch = merge(writes, cluster(), options_.node, epoch);
    const auto begin = now();
    const auto begin_boot = base::BootClock::now();
    next_batch_ = pace_.next(rows_in(batch), begin);
    auto result = link_.run(begin + options_.transaction_timeout,
                            [&](Database& database) { return database.commit(batch); });
    if (result) {
        confirmed(epoch, begin_boot);
        commit_time_.record(std::chrono::duration_cast<std::chrono::microseconds>(now() - begin));
        rows_written_.add(static_cast<std::int64_t>(rows_in(batch)));
    }
    return result;
}

void Writer::attempt_failed(const base::Error& error) {
    pause_until_ = now() + backoff_.next();
    if (outage_.failed(now()))
        LOG_WARN(Area::Store, "database away, {} writes wait: {}", backlog().writes, error.text);
}

bool Writer::writes_under_lease() const {
    const std::scoped_lock lock(mutex_);
    return lease_.epoch().has_value();
}

void Writer::attempt_worked(std::size_t written) {
    backoff_.reset();
    const auto period = lease_.period();
    next_ping_ = now() + (writes_under_lease() ? std::min(period, kLookEvery) : period);
    if (const auto line = outage_.worked(written, backlog().writes, now()))
        LOG_WARN(Area::Store, "{}", *line);
}

void Writer::give_lease_back() {
    std::optional<base::Epoch> held;
    std::vector<base::Task> waiting;
    {
        const std::scoped_lock lock(mutex_);
        held = lease_.epoch();
        lease_.ended();
        waiting.swap(on_retired_);
    }
    if (held && link_.connected())
        end_lease_in_database(*held);
    for (auto& done : waiting)
        home_.post(std::move(done));
}

void Writer::end_lease_in_database(base::Epoch epoch) {
    const auto given = link_.run(now() + options_.transaction_timeout, [&](Database& database) {
        return database.cluster().renew_lease(cluster(), epoch, base::WallTime{});
    });
    // It runs out by itself otherwise.
    if (!given)
        LOG_WARN(
            Area::Store, "lease of epoch {} not given back: {}", number(epoch), given.error().text);
}

}  // namespace sofia::store
