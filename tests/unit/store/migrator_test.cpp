#include "store/migrator.hpp"

#include <gmock/gmock.h>

#include "samples.hpp"
#include "store/embedded_migrations.hpp"

namespace sofia::test {
namespace {

using base::ErrorKind;
using store::AppliedMigration;
using store::Dialect;
using store::Migration;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Migration migration(int version) {
    const auto sql = "step " + std::to_string(version);
    return {version, "name" + std::to_string(version), sql, store::sha256_hex(sql)};
}

AppliedMigration applied(int version) {
    const auto own = migration(version);
    return {own.version, own.name, own.checksum};
}

/// A schema in memory that may fail.
class FakeSession final : public store::SchemaSession {
  public:
    base::Result<std::vector<AppliedMigration>> applied() override { return rows; }
    base::Result<void> run(const std::string& sql) override {
        if (sql == failing)
            return base::fail(ErrorKind::Unavailable, "syntax error");
        statements.push_back(sql);
        return {};
    }
    base::Result<void> record(const Migration& done, base::WallTime when) override {
        rows.push_back({done.version, done.name, done.checksum});
        times.push_back(when);
        return {};
    }

    std::vector<AppliedMigration> rows;
    std::vector<std::string> statements;
    std::vector<base::WallTime> times;
    std::string failing;
};

TEST(Migrations, TheChecksumIsSha256) {
    EXPECT_EQ(store::sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Migrations, AnEmptySchemaGetsAllInOrder) {
    FakeSession session;
    EXPECT_EQ(store::migrate(session, {migration(1), migration(2)}, kNow).value(), 2);
    EXPECT_THAT(session.statements, ElementsAre("step 1", "step 2"));
    EXPECT_THAT(session.times, ElementsAre(kNow, kNow));
}

TEST(Migrations, OnlyWhatIsMissingIsApplied) {
    FakeSession session;
    session.rows = {applied(1)};
    EXPECT_EQ(store::migrate(session, {migration(1), migration(2)}, kNow).value(), 1);
    EXPECT_THAT(session.statements, ElementsAre("step 2"));
}

TEST(Migrations, ASchemaNewerThanTheProgramIsRefused) {
    const auto plan = store::plan_migrations({migration(1)}, {applied(1), applied(9)});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::Unsupported);
    EXPECT_THAT(plan.error().text, HasSubstr("use a newer program"));
}

TEST(Migrations, AChangedChecksumIsRefused) {
    auto changed = applied(1);
    changed.checksum = store::sha256_hex("edited");
    FakeSession session;
    session.rows = {changed};
    const auto result = store::migrate(session, {migration(1), migration(2)}, kNow);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unsupported);
    EXPECT_THAT(result.error().text, HasSubstr("checksum"));
    EXPECT_THAT(session.statements, IsEmpty());
}

TEST(Migrations, AStepThatFailsIsNamed) {
    FakeSession session;
    session.failing = "step 2";
    const auto result = store::migrate(session, {migration(1), migration(2)}, kNow);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(result.error().text, "migration 2 (name2): syntax error");
}

TEST(Migrations, TheProgramHasTheSameVersionsForBothDatabasesCountedFromOne) {
    const auto sqlite = store::known_migrations(Dialect::Sqlite);
    const auto postgres = store::known_migrations(Dialect::Postgres);
    ASSERT_EQ(sqlite.size(), postgres.size());
    ASSERT_FALSE(sqlite.empty());
    for (std::size_t i = 0; i < sqlite.size(); ++i) {
        EXPECT_EQ(sqlite[i].version, static_cast<int>(i) + 1);
        EXPECT_EQ(postgres[i].version, static_cast<int>(i) + 1);
    }
}

}  // namespace
}  // namespace sofia::test
