#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sofia::store {

/// Which room serves a DSN.
enum class DatabaseKind { Memory, Sqlite, Postgres };

/// Where the state lies, as the user wrote it (`--db`, `core-db-dsn`). A value.
struct Dsn {
    DatabaseKind kind = DatabaseKind::Memory;
    /// Sqlite: the file, absolute or relative to the working directory. Postgres: what libpq reads,
    /// a URI or `keyword=value` words. Memory: empty.
    std::string target;

    /// The DSN for logs and people: passwords are replaced by `***`.
    std::string redacted() const;

    bool operator==(const Dsn&) const = default;
};

/// Reads a DSN:
/// - `memory:` - nothing outlives the process; for tests and demonstrations;
/// - `sqlite:///absolute/path`, `sqlite://relative/path`;
/// - `postgresql://`, `postgres://`, `pgsql://` and a libpq URI (several hosts allowed), or
///   `pgsql://` and `keyword=value` words as the other system has them.
/// Errors: Invalid, with what was expected and without any part that may be a password.
base::Result<Dsn> parse_dsn(std::string_view text);

/// Makes the folder of an SQLite file when it is missing; other databases need none. Errors:
/// Invalid, which folder cannot be made and why.
base::Result<void> make_folder(const Dsn& dsn);

/// A copy of any text with the passwords of URIs and of `password=` words replaced by `***`.
std::string redact_passwords(std::string_view text);

}  // namespace sofia::store
