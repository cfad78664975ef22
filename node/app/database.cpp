#include "app/database.hpp"

#include <chrono>
#include <thread>

#include "base/log.hpp"
#include "store/memory/memory.hpp"
#include "store/postgres/postgres.hpp"
#include "store/sqlite/sqlite.hpp"

namespace sofia::app {
namespace {

constexpr std::chrono::milliseconds kLook{100};

}  // namespace

store::Opener opener_for(const store::Dsn& dsn) {
    switch (dsn.kind) {
        case store::DatabaseKind::Memory:
            return store::memory::opener();
        case store::DatabaseKind::Sqlite:
            return store::sqlite::opener(dsn.target);
        case store::DatabaseKind::Postgres:
            return store::postgres::opener(dsn);
    }
    return {};
}

base::Result<void> migrate_patiently(const store::Opener& open,
                                     const std::string& name,
                                     const std::atomic<bool>& stop) {
    bool told = false;
    for (;;) {
        const auto migrated =
            open().and_then([](const auto& database) { return database->migrate(); });
        if (migrated) {
            LOG_INFO(
                Area::Store, "database {} is ready, {} migration(s) applied now", name, *migrated);
            return {};
        }
        const auto kind = migrated.error().kind;
        if (kind != base::ErrorKind::Unavailable && kind != base::ErrorKind::InDoubt &&
            kind != base::ErrorKind::Timeout)
            return tl::unexpected(migrated.error());
        if (!told)
            LOG_WARN(Area::Store,
                     "database {} is away, waiting for it: {}",
                     name,
                     migrated.error().text);
        told = true;
        for (int i = 0; i < 10 && !stop; ++i)
            std::this_thread::sleep_for(kLook);
        if (stop)
            return base::fail(base::ErrorKind::Unavailable,
                              "stopped while waiting for database " + name);
    }
}

}  // namespace sofia::app
