#include "store/postgres/schema.hpp"

#include <fmt/core.h>

#include "base/clock.hpp"
#include "store/migrator.hpp"
#include "store/postgres/prepared.hpp"
#include "store/postgres/rows.hpp"

namespace sofia::store::postgres {
namespace {

/// Any number does, as long as all nodes use the same and no other program does: "sofianod" in
/// ASCII.
constexpr char kLockMigrations[] = "SELECT pg_advisory_xact_lock(8317139315108736868)";
constexpr char kHasMigrations[] = "SELECT to_regclass('schema_migrations') IS NOT NULL";
constexpr char kEncoding[] = "SHOW server_encoding";

/// The migrator's view of an open transaction.
class MigrationSession final : public SchemaSession {
  public:
    explicit MigrationSession(Transaction& transaction) : transaction_(transaction) {}

    base::Result<std::vector<AppliedMigration>> applied() override {
        std::vector<AppliedMigration> rows;
        if (!transaction_.run_text(kHasMigrations)[0][0].as<bool>())
            return rows;
        for (const auto& fields : transaction_.run(statement::kSelectMigrations))
            rows.push_back({.version = fields[0].as<int>(),
                            .name = text_of_field(fields[1]),
                            .checksum = text_of_field(fields[2])});
        return rows;
    }

    base::Result<void> run(const std::string& sql) override {
        transaction_.run_text(sql);
        return {};
    }

    base::Result<void> record(const Migration& migration, base::WallTime when) override {
        transaction_.run(statement::kInsertMigration,
                         migration.version,
                         migration.name,
                         migration.checksum,
                         base::to_epoch_ms(when));
        return {};
    }

  private:
    Transaction& transaction_;
};

base::Result<void> check_encoding(Transaction& transaction) {
    const auto encoding = text_of_field(transaction.run_text(kEncoding)[0][0]);
    if (encoding == "UTF8" || encoding == "SQL_ASCII")
        return {};
    return base::fail(base::ErrorKind::Invalid,
                      fmt::format("postgres: the database has encoding {}, expected UTF8: create "
                                  "it with ENCODING 'UTF8' TEMPLATE template0",
                                  encoding));
}

}  // namespace

base::Result<int> migrate_schema(Session& session) {
    int applied = 0;
    const auto done = session.transact([&](Transaction& transaction) -> base::Result<void> {
        if (auto fits = check_encoding(transaction); !fits)
            return fits;
        transaction.run_text(kLockMigrations);
        MigrationSession migrations(transaction);
        const auto result =
            migrate(migrations, known_migrations(Dialect::Postgres), base::system_clock().wall());
        if (!result)
            return tl::unexpected(result.error());
        applied = *result;
        return {};
    });
    if (!done)
        return tl::unexpected(done.error());
    return applied;
}

}  // namespace sofia::store::postgres
