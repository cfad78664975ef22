#include <cstdlib>
#include <fstream>
#include <thread>

#include <sys/fsuid.h>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "samples.hpp"
#include "store/sqlite/sqlite.hpp"
#include "temporary_folder.hpp"

// What only the SQLite room does.
namespace sofia::test {
namespace {

using base::ErrorKind;
using testing::ElementsAre;
using testing::HasSubstr;

class SqliteRoom : public testing::Test {
  protected:
    std::unique_ptr<store::Database> open() {
        auto opened = store::sqlite::opener(path_)();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    std::unique_ptr<store::Database> open_with_schema() {
        auto database = open();
        EXPECT_TRUE(database->migrate());
        return database;
    }
    base::Error error_of_opening() {
        const auto opened = store::sqlite::opener(path_)();
        return opened ? base::Error{} : opened.error();
    }
    /// Runs SQL as another program would. \return the first column of the last row.
    std::string run(const std::string& sql) {
        sqlite3* handle = nullptr;
        std::string value;
        EXPECT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
        char* message = nullptr;
        const auto keep = [](void* out, int, char** values, char**) {
            *static_cast<std::string*>(out) = values[0] != nullptr ? values[0] : "";
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), keep, &value, &message), SQLITE_OK) << message;
        sqlite3_free(message);
        sqlite3_close(handle);
        return value;
    }
    store::Batch batch() const {
        return {.cluster = base::ClusterName("c"), .owner = kNodeA, .epoch = base::Epoch{1}};
    }

    TemporaryFolder folder_;
    const std::string path_ = folder_.file("node.db");
};

TEST_F(SqliteRoom, MakesAFileThatOnlyItsOwnerCanRead) {
    const auto database = open_with_schema();
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        struct stat file {};
        ASSERT_EQ(stat((path_ + suffix).c_str(), &file), 0) << suffix;
        EXPECT_EQ(file.st_mode & 0777, 0600U) << suffix;
    }
}

TEST_F(SqliteRoom, KeepsAWriteAheadLog) {
    const auto database = open_with_schema();
    EXPECT_EQ(run("PRAGMA journal_mode"), "wal");
}

TEST_F(SqliteRoom, KeepsItsRowsOverConnections) {
    {
        const auto database = open_with_schema();
        auto writes = batch();
        writes.put_registrations = {sample_binding()};
        ASSERT_TRUE(database->commit(writes));
    }
    EXPECT_EQ(open()->registrations().load(base::ClusterName("c"))->size(), 1U);
}

TEST_F(SqliteRoom, ShowsTheEndOfABindingInSecondsRoundedUp) {
    const auto database = open_with_schema();
    auto writes = batch();
    writes.put_registrations = {sample_binding()};
    writes.put_registrations[0].expires = base::from_epoch_ms(1767229260001);
    ASSERT_TRUE(database->commit(writes));
    EXPECT_EQ(run("SELECT expires FROM sip_registrations"), "1767229261");
    EXPECT_EQ(run("SELECT ping_status FROM sip_registrations"), "Reachable");
}

TEST_F(SqliteRoom, MigratesOnceAndThenHasNothingToDo) {
    const auto database = open();
    EXPECT_GT(database->migrate().value(), 0);
    EXPECT_EQ(database->migrate().value(), 0);
    EXPECT_EQ(open()->migrate().value(), 0);
}

TEST_F(SqliteRoom, RefusesASchemaNewerThanTheProgram) {
    open_with_schema();
    run("INSERT INTO schema_migrations VALUES (9999, 'future', 'x', 0)");
    const auto result = open()->migrate();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unsupported);
    EXPECT_THAT(result.error().text, HasSubstr("9999"));
}

TEST_F(SqliteRoom, RefusesAMigrationThatWasEditedAfterItWasApplied) {
    open_with_schema();
    run("UPDATE schema_migrations SET checksum = 'x' WHERE version = 2");
    EXPECT_EQ(open()->migrate().error().kind, ErrorKind::Unsupported);
}

TEST_F(SqliteRoom, TwoNodesMayMigrateAtTheSameTime) {
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

TEST_F(SqliteRoom, WithoutSchemaACommitIsUnavailable) {
    const auto result = open()->commit(batch());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unavailable);
    EXPECT_THAT(result.error().text, HasSubstr("no such table"));
}

TEST_F(SqliteRoom, RefusesAFileThatIsNoDatabase) {
    std::ofstream(path_) << std::string(4096, 'x');
    const auto error = error_of_opening();
    EXPECT_EQ(error.kind, ErrorKind::Invalid);
    EXPECT_THAT(error.text, HasSubstr(path_));
    EXPECT_THAT(error.text, HasSubstr("not a database"));
}

TEST_F(SqliteRoom, RefusesADamagedFile) {
    {
        const auto database = open_with_schema();
        auto writes = batch();
        for (int i = 0; i < 500; ++i)
            writes.put_calls.push_back(sample_call(i));
        ASSERT_TRUE(database->commit(writes));
    }
    run("PRAGMA wal_checkpoint(TRUNCATE)");
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 20);
    file << std::string(4096 * 10, 'x');
    file.close();
    const auto error = error_of_opening();
    EXPECT_EQ(error.kind, ErrorKind::Invalid);
    EXPECT_THAT(error.text, HasSubstr(path_));
    EXPECT_THAT(error.text, HasSubstr("damaged"));
}

TEST_F(SqliteRoom, RefusesAReadOnlyFile) {
    open_with_schema().reset();
    ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
    ASSERT_EQ(chmod(folder_.file(".").c_str(), 0555), 0);
    // Root may write everywhere: open it with the rights of nobody.
    constexpr uid_t kNobody = 65534;
    const auto before = static_cast<uid_t>(setfsuid(kNobody));
    const auto error = error_of_opening();
    setfsuid(before);
    ASSERT_EQ(chmod(folder_.file(".").c_str(), 0700), 0);
    EXPECT_EQ(error.kind, ErrorKind::Invalid);
    EXPECT_THAT(error.text, HasSubstr("read-only"));
}

TEST_F(SqliteRoom, AFolderThatIsNotThereIsUnavailable) {
    const auto opened = store::sqlite::opener("/nowhere/at/all/node.db")();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::Unavailable);
    EXPECT_THAT(opened.error().text, HasSubstr("/nowhere/at/all/node.db"));
}

TEST_F(SqliteRoom, AnInterruptedConnectionRefusesEverything) {
    const auto database = open_with_schema();
    database->interrupt();
    EXPECT_EQ(database->ping().error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(database->commit(batch()).error().kind, ErrorKind::Unavailable);
}

TEST_F(SqliteRoom, InterruptEndsTheWaitingForALock) {
    const auto database = open_with_schema();
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    std::thread keeper([&] { database->interrupt(); });
    auto writes = batch();
    writes.put_calls = {sample_call()};
    const auto begin = std::chrono::steady_clock::now();
    const auto result = database->commit(writes);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
    keeper.join();
    sqlite3_close(other);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unavailable);
}

// As an operator's `sqlite3 node.db` does, or the other node of a pair on one machine.
TEST_F(SqliteRoom, AnotherProcessThatComesAndGoesTakesNothingAway) {
    const auto writer = open_with_schema();
    const auto reader = open();
    const auto as_other_process = [this](const std::string& sql) {
        return std::system(
            ("sqlite3 '" + path_ + "' '" + sql + "' > '" + folder_.file("out") + "'").c_str());
    };
    auto first = batch();
    first.put_calls.push_back(sample_call(1));
    ASSERT_TRUE(writer->commit(first));
    ASSERT_EQ(as_other_process("SELECT count(*) FROM tracked_calls"), 0);
    auto second = batch();
    second.put_calls.push_back(sample_call(2));
    ASSERT_TRUE(writer->commit(second));
    ASSERT_EQ(as_other_process("SELECT count(*) FROM tracked_calls"), 0);
    std::string count;
    std::ifstream(folder_.file("out")) >> count;
    EXPECT_EQ(count, "2");
}

}  // namespace
}  // namespace sofia::test
