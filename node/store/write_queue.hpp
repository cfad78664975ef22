#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/gateway_registration.hpp"
#include "model/presence.hpp"
#include "model/registration.hpp"
#include "model/subscription.hpp"
#include "model/tracked_call.hpp"
#include "store/database.hpp"

namespace sofia::store {

/// Names a completion in Waiters.
using WaiterId = std::uint64_t;

/// Rows that become durable together or not at all.
struct WriteSet {
    std::vector<model::TrackedCall> put_calls{};
    std::vector<base::CallUuid> remove_calls{};
    std::vector<model::Registration> put_registrations{};
    std::vector<model::RegistrationKey> remove_registrations{};
    std::vector<model::GatewayRegistration> put_gateways{};
    std::vector<model::GatewayKey> remove_gateways{};
    std::vector<model::Subscription> put_subscriptions{};
    std::vector<model::SubscriptionKey> remove_subscriptions{};
    std::vector<model::Publication> put_publications{};
    std::vector<model::PublicationKey> remove_publications{};
    std::vector<model::Mailbox> put_mailboxes{};

    std::size_t rows() const noexcept {
        return put_calls.size() + remove_calls.size() + put_registrations.size() +
               remove_registrations.size() + put_gateways.size() + remove_gateways.size() +
               put_subscriptions.size() + remove_subscriptions.size() + put_publications.size() +
               remove_publications.size() + put_mailboxes.size();
    }
};

/// A write on its way to the database, with everybody who waits for it.
struct QueuedWrite {
    WriteSet rows;
    std::vector<WaiterId> waiters;
    base::SteadyTime since{};
    /// The key of a put of one row, empty for all other writes.
    std::string key{};
};

/// The batch that `writes`, oldest first, amount to: of several writes for one key the last counts.
/// Pure.
Batch merge(std::span<const QueuedWrite> writes,
            const base::ClusterName& cluster,
            const base::NodeName& owner,
            base::Epoch epoch);

/// The writes that wait, oldest first. A put of one row takes the place of the last waiting write
/// for its key if that is such a put too, so that phones which register again and again while the
/// database is away fill the queue only once. Thread: not safe by itself.
class WriteQueue {
  public:
    /// `limit`: most writes that wait.
    explicit WriteQueue(std::size_t limit) : limit_(limit) {}

    /// Adds a write at `now`, and numbers its rows. Errors: Overload; the rows stay the caller's.
    base::Result<void> push(WriteSet&& rows, WaiterId waiter, base::SteadyTime now);
    /// The oldest writes: at least one, and no more than have `row_limit` rows together. Empty when
    /// nothing waits.
    std::vector<QueuedWrite> take(std::size_t row_limit);
    /// Puts writes that were taken back to the front, in their order.
    void give_back(std::vector<QueuedWrite> writes);

    bool empty() const noexcept { return waiting_.empty(); }
    std::size_t size() const noexcept { return waiting_.size(); }
    /// Rows of all waiting writes.
    std::size_t rows() const noexcept { return rows_; }
    /// When the oldest was added. REQUIRES: not empty.
    base::SteadyTime oldest() const noexcept { return waiting_.front().since; }

  private:
    using Place = std::list<QueuedWrite>::iterator;

    void number(WriteSet& rows);
    void forget_keys(const WriteSet& rows);

    std::size_t limit_;
    std::list<QueuedWrite> waiting_;
    std::size_t rows_ = 0;
    /// The last waiting write of a key, if it puts one row.
    std::unordered_map<std::string, Place> replaceable_;
    std::int64_t last_sequence_ = 0;
};

}  // namespace sofia::store
