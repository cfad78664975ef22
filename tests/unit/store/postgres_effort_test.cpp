#include <thread>

#include <gtest/gtest.h>

#include "samples.hpp"
#include "store/postgres/postgres.hpp"
#include "support/postgres_server.hpp"

// What a statement costs PostgreSQL, counted in rows that it reads. Statements are planned once,
// mostly while a table is empty, and keep that plan when it is full.
namespace sofia::test {
namespace {

using namespace std::chrono_literals;

constexpr int kRows = 2000;
constexpr int kRounds = 20;

class PostgresEffort : public testing::Test {
  protected:
    std::unique_ptr<store::Database> open() {
        auto opened =
            store::postgres::opener({store::DatabaseKind::Postgres, server_.dsn(name_)})();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    store::Batch batch() const {
        return {.cluster = base::ClusterName("c"), .owner = kNodeA, .epoch = base::Epoch{1}};
    }
    long number(const std::string& expression, const std::string& table) {
        return std::stol(server_.sql(
            name_,
            "SELECT " + expression + " FROM pg_stat_user_tables WHERE relname = '" + table + "'"));
    }
    /// Rows of the table that were read so far, when the counts of `removed` removals are in: a
    /// session hands its counts over when it ends.
    long rows_read(const std::string& table, int removed) {
        const auto limit = std::chrono::steady_clock::now() + 20s;
        while (number("n_tup_del", table) < removed && std::chrono::steady_clock::now() < limit)
            std::this_thread::sleep_for(5ms);
        return number("seq_tup_read + coalesce(idx_tup_fetch, 0)", table);
    }

    PostgresServer& server_ = PostgresServer::shared();
    const std::string name_ = server_.make_database();
};

TEST_F(PostgresEffort, TheRemovalOfACallReadsThatCallAlone) {
    auto database = open();
    ASSERT_TRUE(database->migrate());
    auto both = batch(), removal = batch(), many = batch();
    both.put_calls = {sample_call(9001)};
    both.remove_calls = {sample_call(9002).uuid};
    removal.remove_calls = {sample_call(9001).uuid};
    ASSERT_TRUE(database->commit(both) && database->commit(removal));
    for (int i = 0; i < kRows; ++i)
        many.put_calls.push_back(sample_call(i));
    ASSERT_TRUE(open()->commit(many));
    for (int i = 0; i < kRounds; ++i) {
        both.put_calls = {sample_call(kRows + i)};
        both.remove_calls = {sample_call(i).uuid};
        removal.remove_calls = {sample_call(kRows + i).uuid};
        ASSERT_TRUE(database->commit(both) && database->commit(removal));
    }
    database.reset();
    EXPECT_LT(rows_read("tracked_calls", 2 * kRounds + 1), 4 * kRounds);
}

TEST_F(PostgresEffort, TheClaimOfOneCallReadsThatCallAlone) {
    auto database = open();
    ASSERT_TRUE(database->migrate());
    auto many = batch();
    auto one = [&](int number) {
        const auto call = sample_call(number);
        return database->calls().claim_one(
            batch().cluster, kNodeB, base::Epoch{2}, call.uuid, call.a);
    };
    ASSERT_TRUE(one(0)) << "plans are made while the table is empty";
    for (int i = 0; i < kRows; ++i)
        many.put_calls.push_back(sample_call(i));
    ASSERT_TRUE(open()->commit(many));
    for (int i = 0; i < kRounds; ++i)
        ASSERT_TRUE(one(i).value().has_value());
    auto removal = batch();
    removal.epoch = base::Epoch{2};
    removal.remove_calls = {sample_call(0).uuid};
    ASSERT_TRUE(database->commit(removal));
    database.reset();
    EXPECT_LT(rows_read("tracked_calls", 1), 4 * kRounds);
}

TEST_F(PostgresEffort, TheRemovalOfABindingReadsThatBindingAlone) {
    auto database = open();
    ASSERT_TRUE(database->migrate());
    auto removal = batch(), many = batch();
    removal.remove_registrations = {sample_binding(9001).key};
    ASSERT_TRUE(database->commit(removal));
    for (int i = 0; i < kRows; ++i)
        many.put_registrations.push_back(sample_binding(i));
    ASSERT_TRUE(open()->commit(many));
    for (int i = 0; i < kRounds; ++i) {
        removal.remove_registrations = {sample_binding(i).key};
        ASSERT_TRUE(database->commit(removal));
    }
    database.reset();
    EXPECT_LT(rows_read("sip_registrations", kRounds), 4 * kRounds);
}

}  // namespace
}  // namespace sofia::test
