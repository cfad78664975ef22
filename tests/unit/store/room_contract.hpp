#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "samples.hpp"
#include "store/database.hpp"

namespace sofia::test {

/// A room under the contract: its name and connections to one database that is there for the whole
/// test program and has its schema.
struct Room {
    std::string name;
    /// Made at the first use, so that a filtered run starts no server that it does not need.
    std::function<const store::Opener&()> opener;
};

/// Shows a room by its name when a test fails.
inline void PrintTo(const Room& room, std::ostream* out) {
    *out << room.name;
}

/// Memory, SQLite and PostgreSQL.
std::vector<Room> all_rooms();

/// Base of the contract's suites: two connections, as two nodes have them, and a cluster name of
/// the test's own.
class RoomContract : public testing::TestWithParam<Room> {
  protected:
    void SetUp() override {
        first_ = connect();
        second_ = connect();
        ASSERT_TRUE(first_ && second_);
    }

    /// Another connection.
    std::unique_ptr<store::Database> connect() const {
        auto opened = GetParam().opener()();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }

    /// A batch of node A with this epoch.
    store::Batch batch(std::int64_t epoch = 1) const {
        return {.cluster = cluster_, .owner = kNodeA, .epoch = base::Epoch{epoch}};
    }

    /// Commits one call as node A.
    base::Result<void> put(const model::TrackedCall& call, std::int64_t epoch = 1) {
        auto writes = batch(epoch);
        writes.put_calls = {call};
        return first_->commit(writes);
    }

    /// Commits one binding as node A.
    base::Result<void> put(const model::Registration& binding, std::int64_t epoch = 1) {
        auto writes = batch(epoch);
        writes.put_registrations = {binding};
        return first_->commit(writes);
    }

    /// Commits one registration at a gateway as node A.
    base::Result<void> put(const model::GatewayRegistration& registration, std::int64_t epoch = 1) {
        auto writes = batch(epoch);
        writes.put_gateways = {registration};
        return first_->commit(writes);
    }

    /// Commits one subscription, publication or mailbox as node A.
    base::Result<void> put(const model::Subscription& subscription, std::int64_t epoch = 1) {
        auto writes = batch(epoch);
        writes.put_subscriptions = {subscription};
        return first_->commit(writes);
    }
    base::Result<void> put(const model::Publication& publication, std::int64_t epoch = 1) {
        auto writes = batch(epoch);
        writes.put_publications = {publication};
        return first_->commit(writes);
    }
    base::Result<void> put(const model::Mailbox& mailbox, std::int64_t epoch = 1) {
        auto writes = batch(epoch);
        writes.put_mailboxes = {mailbox};
        return first_->commit(writes);
    }

    /// The call as the store gives it back after `put` by node A.
    template <class Row>
    Row owned(Row row, const base::NodeName& owner, std::int64_t epoch) const {
        row.cluster = cluster_;
        row.owner = owner;
        row.epoch = base::Epoch{epoch};
        return row;
    }

    /// A call that `owner` has claimed but not written yet.
    model::TrackedCall claimed(model::TrackedCall call,
                               const base::NodeName& owner,
                               std::int64_t epoch) const {
        call.sequence = 0;
        return owned(call, owner, epoch);
    }

    /// Raises the epoch of the cluster; node B by force.
    store::EpochGrant promote(const base::NodeName& node) {
        const auto grant = second_->cluster().take_epoch(cluster_, node, kNow, kNow + kLease, true);
        EXPECT_TRUE(grant) << grant.error().text;
        return grant.value_or(store::EpochGrant{});
    }

    /// How many calls the cluster has.
    std::size_t count() { return first_->calls().count(cluster_).value(); }

    std::vector<model::Registration> load() {
        return first_->registrations().load(cluster_).value();
    }

    std::vector<model::GatewayRegistration> load_gateways() {
        return first_->gateways().load_gateways(cluster_).value();
    }

    std::vector<model::Subscription> load_subscriptions() {
        return first_->presence().load_subscriptions(cluster_).value();
    }

    std::vector<model::Publication> load_publications() {
        return first_->presence().load_publications(cluster_).value();
    }

    std::vector<model::Mailbox> load_mailboxes() {
        return first_->presence().load_mailboxes(cluster_).value();
    }

    const base::ClusterName cluster_{testing::UnitTest::GetInstance()->current_test_info()->name()};
    std::unique_ptr<store::Database> first_;
    std::unique_ptr<store::Database> second_;
};

/// The words that gtest shows for a room.
inline std::string room_name(const testing::TestParamInfo<Room>& info) {
    return info.param.name;
}

}  // namespace sofia::test
