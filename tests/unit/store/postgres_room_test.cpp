#include <thread>

#include <gmock/gmock.h>

#include "samples.hpp"
#include "store/postgres/postgres.hpp"
#include "support/postgres_server.hpp"

// What only the PostgreSQL room does.
namespace sofia::test {
namespace {

using base::ErrorKind;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

const base::ClusterName kCluster{"c"};

/// A lock in a database that another session holds until release().
class HeldLock {
  public:
    HeldLock(PostgresServer& server, std::string database)
        : server_(server), database_(std::move(database)), holder_([this] {
              try {
                  server_.sql(database_, "SELECT pg_advisory_lock(42); SELECT pg_sleep(600)");
              } catch (const std::runtime_error&) {
                  // release() ends the session, which psql calls an error.
              }
          }) {
        wait_for(1, "granted");
    }
    ~HeldLock() { release(); }
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;

    /// Waits until so many sessions of the database wait for any lock.
    void wait_for_blocked_backends(int count) const {
        wait_for_number("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database_ +
                            "' AND wait_event_type = 'Lock'",
                        count);
    }
    void release() {
        if (!holder_.joinable())
            return;
        server_.sql("postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_locks "
                    "WHERE locktype = 'advisory' AND objid = 42 AND granted");
        holder_.join();
    }

  private:
    void wait_for(int count, const std::string& condition) const {
        wait_for_number(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 "
            "AND " +
                condition,
            count);
    }
    void wait_for_number(const std::string& query, int number) const {
        const auto limit = std::chrono::steady_clock::now() + 20s;
        while (server_.sql("postgres", query) != std::to_string(number))
            if (std::chrono::steady_clock::now() > limit) {
                ADD_FAILURE() << "not " << number << " within 20 s: " << query;
                return;
            }
    }

    PostgresServer& server_;
    const std::string database_;
    std::thread holder_;
};

class PostgresRoom : public testing::Test {
  protected:
    std::unique_ptr<store::Database> open(const std::string& dsn) {
        auto opened = store::postgres::opener({store::DatabaseKind::Postgres, dsn})();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    std::unique_ptr<store::Database> open() { return open(server_.dsn(name_)); }
    std::unique_ptr<store::Database> open_with_schema() {
        auto database = open();
        EXPECT_TRUE(database->migrate());
        return database;
    }
    base::Error error_of_opening(const std::string& dsn) {
        const auto opened = store::postgres::opener({store::DatabaseKind::Postgres, dsn})();
        return opened ? base::Error{} : opened.error();
    }
    store::Batch batch() const {
        return {.cluster = kCluster, .owner = kNodeA, .epoch = base::Epoch{1}};
    }
    store::Batch batch_with_call() const {
        auto writes = batch();
        writes.put_calls = {sample_call()};
        return writes;
    }
    std::string sql(const std::string& text) { return server_.sql(name_, text); }
    base::Result<store::EpochGrant> promote(store::Database& database, const base::NodeName& node) {
        return database.cluster().take_epoch(kCluster, node, kNow, kNow + kLease, true);
    }
    /// Makes each INSERT of a call wait for HeldLock, or with `when` the COMMIT after it.
    void wait_for_lock_on_insert(const std::string& when) {
        sql("CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$;"
            "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON tracked_calls " +
            when + " FOR EACH ROW EXECUTE FUNCTION wait()");
    }
    /// Keeps the setting of the session that inserts a call in the table `noted`.
    void note_setting_on_insert() {
        sql("CREATE TABLE noted (value TEXT);"
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO noted VALUES (current_setting('synchronous_commit'));"
            " RETURN NULL; END $$;"
            "CREATE TRIGGER note AFTER INSERT ON tracked_calls "
            "FOR EACH ROW EXECUTE FUNCTION note()");
    }

    PostgresServer& server_ = PostgresServer::shared();
    const std::string name_ = server_.make_database();
};

TEST_F(PostgresRoom, ShowsTheEndOfABindingInSecondsRoundedUp) {
    const auto database = open_with_schema();
    auto writes = batch();
    writes.put_registrations = {sample_binding()};
    writes.put_registrations[0].expires = base::from_epoch_ms(1767229260001);
    ASSERT_TRUE(database->commit(writes));
    EXPECT_EQ(sql("SELECT expires, ping_status FROM sip_registrations"), "1767229261|Reachable");
}

TEST_F(PostgresRoom, ACallPaysForOneIndex) {
    open_with_schema();
    EXPECT_EQ(sql("SELECT string_agg(indexname, ',') FROM pg_indexes "
                  "WHERE tablename = 'tracked_calls'"),
              "tracked_calls_pkey");
}

TEST_F(PostgresRoom, RefusesASchemaNewerThanTheProgram) {
    open_with_schema();
    sql("INSERT INTO schema_migrations VALUES (9999, 'future', 'x', 0)");
    const auto result = open()->migrate();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unsupported);
}

TEST_F(PostgresRoom, RefusesAMigrationThatWasEditedAfterItWasApplied) {
    open_with_schema();
    sql("UPDATE schema_migrations SET checksum = 'x' WHERE version = 2");
    EXPECT_EQ(open()->migrate().error().kind, ErrorKind::Unsupported);
}

TEST_F(PostgresRoom, TwoNodesMayMigrateAtTheSameTime) {
    const auto first = open();
    const auto second = open();
    base::Result<int> of_first, of_second;
    std::thread other([&] { of_second = second->migrate(); });
    of_first = first->migrate();
    other.join();
    ASSERT_TRUE(of_first && of_second);
    EXPECT_EQ(std::min(*of_first, *of_second), 0);
    EXPECT_GT(std::max(*of_first, *of_second), 0);
}

TEST_F(PostgresRoom, RefusesADatabaseThatCannotHoldEveryText) {
    const auto latin = name_ + "_latin";
    server_.sql("postgres",
                "CREATE DATABASE " + latin + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    const auto result = open(server_.dsn(latin))->migrate();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Invalid);
    EXPECT_THAT(result.error().text, HasSubstr("LATIN1"));
}

TEST_F(PostgresRoom, WithoutSchemaACommitIsUnavailable) {
    const auto result = open()->commit(batch_with_call());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unavailable);
    EXPECT_THAT(result.error().text, HasSubstr("42P01"));
}

TEST_F(PostgresRoom, AConnectionMadeBeforeTheSchemaWorksAfterIt) {
    const auto early = open();
    ASSERT_FALSE(early->commit(batch_with_call()));
    open_with_schema();
    EXPECT_TRUE(early->commit(batch_with_call()));
}

TEST_F(PostgresRoom, AWrongHostPasswordOrDatabaseIsUnavailableAndShowsNoPassword) {
    for (const auto& dsn : {std::string("postgresql://me:geheim@127.0.0.1:1/x"),
                            std::string("postgresql://me:geheim@no.such.host.invalid/x"),
                            std::string("host=127.0.0.1 port=1 password=geheim"),
                            server_.dsn("no_such_database")}) {
        const auto error = error_of_opening(dsn);
        EXPECT_EQ(error.kind, ErrorKind::Unavailable) << dsn;
        EXPECT_FALSE(error.text.empty());
        EXPECT_THAT(error.text, Not(HasSubstr("geheim")));
        EXPECT_THAT(error.text, Not(testing::EndsWith("\n")));
    }
}

TEST_F(PostgresRoom, TheFirstHostThatAnswersIsUsed) {
    const auto port = std::to_string(server_.port());
    const auto database = open("postgresql://postgres@127.0.0.1:1,127.0.0.1:" + port + "/" + name_);
    EXPECT_TRUE(database->ping());
}

TEST_F(PostgresRoom, AServerThatIsReadOnlyIsPassedOver) {
    server_.sql("postgres", "ALTER DATABASE " + name_ + " SET default_transaction_read_only = on");
    EXPECT_EQ(error_of_opening(server_.dsn(name_)).kind, ErrorKind::Unavailable);
}

TEST_F(PostgresRoom, AServerThatAnswersBeforeItsDiskIsToldToWait) {
    server_.sql("postgres", "ALTER DATABASE " + name_ + " SET synchronous_commit = off");
    const auto database = open_with_schema();
    note_setting_on_insert();
    ASSERT_TRUE(database->commit(batch_with_call()));
    EXPECT_EQ(sql("SELECT value FROM noted"), "on");
}

TEST_F(PostgresRoom, AServerThatWaitsForItsStandbyKeepsDoingSo) {
    server_.sql("postgres", "ALTER DATABASE " + name_ + " SET synchronous_commit = remote_apply");
    const auto database = open_with_schema();
    note_setting_on_insert();
    ASSERT_TRUE(database->commit(batch_with_call()));
    EXPECT_EQ(sql("SELECT value FROM noted"), "remote_apply");
}

TEST_F(PostgresRoom, AKeyTooLongForTheIndexIsInvalid) {
    const auto database = open_with_schema();
    auto writes = batch();
    writes.put_registrations = {sample_binding()};
    // Random text, because PostgreSQL compresses index entries.
    std::string noise;
    for (unsigned i = 0, value = 1; i < 8000; ++i, value = value * 1103515245U + 12345U)
        noise.push_back(static_cast<char>('!' + (value >> 16) % 90));
    writes.put_registrations[0].key.user = noise;
    EXPECT_EQ(database->commit(writes).error().kind, ErrorKind::Invalid);
    EXPECT_TRUE(database->commit(batch_with_call()));
}

TEST_F(PostgresRoom, ABackendThatIsTerminatedIsNoticedAndTheConnectionStaysBroken) {
    const auto database = open_with_schema();
    ASSERT_TRUE(database->commit(batch_with_call()));
    server_.sql(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
    EXPECT_EQ(database->commit(batch_with_call()).error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(database->commit(batch_with_call()).error().kind, ErrorKind::Unavailable)
        << "a connection made anew in secret would run without its settings";
    EXPECT_EQ(database->ping().error().kind, ErrorKind::Unavailable);
}

TEST_F(PostgresRoom, AConnectionThatBreaksInTheCommitLeavesItInDoubt) {
    const auto database = open_with_schema();
    // A deferred trigger runs inside of COMMIT: it ends its own backend there.
    sql("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON tracked_calls "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()");
    const auto result = database->commit(batch_with_call());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::InDoubt);
}

TEST_F(PostgresRoom, InterruptEndsACallThatHangs) {
    const auto database = open_with_schema();
    ASSERT_TRUE(database->commit(batch_with_call()));
    server_.freeze();
    std::thread keeper([&] { database->interrupt(); });
    const auto result = database->commit(batch_with_call());
    keeper.join();
    server_.thaw();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unavailable);
}

TEST_F(PostgresRoom, APromotionWaitsForTheCommitThatIsUnderWay) {
    const auto old_node = open_with_schema();
    const auto new_node = open();
    ASSERT_TRUE(promote(*new_node, kNodeA));
    wait_for_lock_on_insert("");
    HeldLock lock(server_, name_);
    base::Result<void> committed;
    std::thread writer([&] { committed = old_node->commit(batch_with_call()); });
    lock.wait_for_blocked_backends(1);
    base::Result<store::EpochGrant> grant;
    std::thread promotion([&] { grant = promote(*new_node, kNodeB); });
    lock.wait_for_blocked_backends(2);
    lock.release();
    writer.join();
    promotion.join();
    EXPECT_TRUE(committed) << "it was first";
    ASSERT_TRUE(grant);
    const auto claimed = new_node->calls().claim(kCluster, kNodeB, grant->epoch, kAllCalls);
    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->calls.size(), 1U) << "what the old node committed must not be missed";
    EXPECT_EQ(old_node->commit(batch_with_call()).error().kind, ErrorKind::Stale);
}

TEST_F(PostgresRoom, ACutConnectionCannotCommitAfterItsSuccessor) {
    auto cut = open_with_schema();
    const auto successor = open();
    ASSERT_TRUE(promote(*successor, kNodeA));
    // Deferred: the first connection hangs in its COMMIT, which the server has got.
    wait_for_lock_on_insert("DEFERRABLE INITIALLY DEFERRED");
    HeldLock lock(server_, name_);
    base::Result<void> put;
    std::thread writer([&] { put = cut->commit(batch_with_call()); });
    lock.wait_for_blocked_backends(1);
    cut->interrupt();
    writer.join();
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().kind, ErrorKind::InDoubt);
    auto removal = batch();
    removal.remove_calls = {sample_call().uuid};
    base::Result<void> removed;
    std::thread remover([&] { removed = successor->commit(removal); });
    lock.wait_for_blocked_backends(2);
    lock.release();
    remover.join();
    EXPECT_TRUE(removed);
    EXPECT_EQ(sql("SELECT count(*) FROM tracked_calls"), "0")
        << "the removal is the later write, the call must not come back";
}

TEST_F(PostgresRoom, AClaimDoesNotWaitForACommit) {
    const auto writer_connection = open_with_schema();
    const auto reader_connection = open();
    ASSERT_TRUE(promote(*reader_connection, kNodeA));
    wait_for_lock_on_insert("");
    HeldLock lock(server_, name_);
    base::Result<void> committed;
    std::thread writer([&] { committed = writer_connection->commit(batch_with_call()); });
    lock.wait_for_blocked_backends(1);
    EXPECT_TRUE(reader_connection->calls().claim(kCluster, kNodeA, base::Epoch{1}, kAllCalls));
    lock.release();
    writer.join();
    EXPECT_TRUE(committed);
}

}  // namespace
}  // namespace sofia::test
