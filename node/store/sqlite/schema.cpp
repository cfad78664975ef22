#include "store/sqlite/schema.hpp"

#include "base/clock.hpp"
#include "store/migrator.hpp"
#include "store/statements.hpp"

namespace sofia::store::sqlite {
namespace {

const std::string kHasMigrations =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";

/// The migrator's view of a connection inside a transaction.
class Session final : public SchemaSession {
  public:
    explicit Session(Connection& connection) : connection_(connection) {}

    base::Result<std::vector<AppliedMigration>> applied() override {
        const auto has_table = connection_.prepare(kHasMigrations);
        if (!has_table)
            return tl::unexpected(has_table.error());
        const auto row = (*has_table)->step();
        if (!row)
            return tl::unexpected(row.error());
        const bool exists = (*has_table)->number(0) == 1;
        (*has_table)->reset();
        return exists ? read() : std::vector<AppliedMigration>{};
    }

    base::Result<void> run(const std::string& text) override { return connection_.run(text); }

    base::Result<void> record(const Migration& migration, base::WallTime when) override {
        const auto insert = connection_.prepare(sql::kInsertMigration);
        if (!insert)
            return tl::unexpected(insert.error());
        return (*insert)
            ->bind(1, std::int64_t{migration.version})
            .bind(2, migration.name)
            .bind(3, migration.checksum)
            .bind(4, base::to_epoch_ms(when))
            .run();
    }

  private:
    base::Result<std::vector<AppliedMigration>> read() {
        const auto select = connection_.prepare(sql::kSelectMigrations);
        if (!select)
            return tl::unexpected(select.error());
        std::vector<AppliedMigration> rows;
        auto more = (*select)->step();
        for (; more && *more; more = (*select)->step())
            rows.push_back({.version = static_cast<int>((*select)->number(0)),
                            .name = (*select)->text(1),
                            .checksum = (*select)->text(2)});
        (*select)->reset();
        if (!more)
            return tl::unexpected(more.error());
        return rows;
    }

    Connection& connection_;
};

}  // namespace

base::Result<int> migrate_schema(Connection& connection) {
    int applied = 0;
    const auto done = connection.transact([&]() -> base::Result<void> {
        Session session(connection);
        const auto result =
            migrate(session, known_migrations(Dialect::Sqlite), base::system_clock().wall());
        if (!result)
            return tl::unexpected(result.error());
        applied = *result;
        return {};
    });
    if (!done)
        return tl::unexpected(done.error());
    return applied;
}

}  // namespace sofia::store::sqlite
