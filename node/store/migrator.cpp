#include "store/migrator.hpp"

#include <algorithm>
#include <array>

#include <openssl/sha.h>

#include <fmt/core.h>

#include "base/log.hpp"
#include "store/embedded_migrations.hpp"

namespace sofia::store {
namespace {

std::string_view dialect_word(Dialect dialect) {
    return dialect == Dialect::Sqlite ? "sqlite" : "postgres";
}

base::Result<void> check_applied(const AppliedMigration& row, const std::vector<Migration>& known) {
    const auto found =
        std::ranges::find_if(known, [&](const auto& own) { return own.version == row.version; });
    if (found == known.end())
        return base::fail(base::ErrorKind::Unsupported,
                          fmt::format("the schema has migration {} ({}), this program knows up to "
                                      "{}: use a newer program",
                                      row.version,
                                      row.name,
                                      known.empty() ? 0 : known.back().version));
    if (found->checksum != row.checksum)
        return base::fail(base::ErrorKind::Unsupported,
                          fmt::format("migration {} ({}) was applied with checksum {}, this "
                                      "program has {}: the schema is not ours",
                                      row.version,
                                      row.name,
                                      row.checksum,
                                      found->checksum));
    return {};
}

}  // namespace

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::string hex;
    for (const auto byte : digest)
        hex += fmt::format("{:02x}", byte);
    return hex;
}

std::vector<Migration> known_migrations(Dialect dialect) {
    std::vector<Migration> all;
    for (const auto& file : embedded_migrations())
        if (file.dialect.empty() || file.dialect == dialect_word(dialect))
            all.push_back({.version = file.version,
                           .name = std::string(file.name),
                           .sql = std::string(file.sql),
                           .checksum = sha256_hex(file.sql)});
    return all;
}

base::Result<std::vector<Migration>> plan_migrations(const std::vector<Migration>& known,
                                                     const std::vector<AppliedMigration>& applied) {
    for (const auto& row : applied)
        if (const auto fits = check_applied(row, known); !fits)
            return tl::unexpected(fits.error());
    std::vector<Migration> missing;
    std::ranges::copy_if(known, std::back_inserter(missing), [&](const auto& own) {
        return std::ranges::none_of(applied,
                                    [&](const auto& row) { return row.version == own.version; });
    });
    return missing;
}

base::Result<int> migrate(SchemaSession& session,
                          const std::vector<Migration>& known,
                          base::WallTime now) {
    const auto applied = session.applied();
    if (!applied)
        return tl::unexpected(applied.error());
    const auto missing = plan_migrations(known, *applied);
    if (!missing)
        return tl::unexpected(missing.error());
    for (const auto& migration : *missing) {
        auto done = session.run(migration.sql);
        if (done)
            done = session.record(migration, now);
        if (!done)
            return base::fail(
                done.error().kind,
                fmt::format(
                    "migration {} ({}): {}", migration.version, migration.name, done.error().text));
    }
    return static_cast<int>(missing->size());
}

}  // namespace sofia::store
