#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace sofia::store {

/// Which database a migration is for.
enum class Dialect { Sqlite, Postgres };

/// One step that brings the schema from version - 1 to version.
struct Migration {
    int version = 0;
    std::string name;
    std::string sql;
    /// SHA-256 of `sql` in hex.
    std::string checksum;

    bool operator==(const Migration&) const = default;
};

/// A row of schema_migrations.
struct AppliedMigration {
    int version = 0;
    std::string name;
    std::string checksum;
};

/// SHA-256 of a text in lower-case hex.
std::string sha256_hex(std::string_view text);

/// The migrations of this program for one database, in order of version.
std::vector<Migration> known_migrations(Dialect dialect);

/// Which of `known` are still to be applied, in order. Errors: Unsupported when `applied` has a
/// version that this program does not know (the schema is newer), or one whose checksum differs
/// (the file was edited after it was applied, or another program's schema lies there).
base::Result<std::vector<Migration>> plan_migrations(const std::vector<Migration>& known,
                                                     const std::vector<AppliedMigration>& applied);

/// What a room offers the migrator: an open transaction that holds the lock against other nodes
/// which migrate at the same time. Thread: the one that owns the connection.
class SchemaSession {
  public:
    virtual ~SchemaSession() = default;
    /// The rows of schema_migrations; empty when there is no such table.
    virtual base::Result<std::vector<AppliedMigration>> applied() = 0;
    /// Runs the statements of a migration.
    virtual base::Result<void> run(const std::string& sql) = 0;
    /// Adds the row of a migration.
    virtual base::Result<void> record(const Migration& migration, base::WallTime when) = 0;
};

/// Applies in `session` what is missing; the caller commits. \return how many were applied. Errors:
/// those of plan_migrations() and of the session.
base::Result<int> migrate(SchemaSession& session,
                          const std::vector<Migration>& known,
                          base::WallTime now);

}  // namespace sofia::store
