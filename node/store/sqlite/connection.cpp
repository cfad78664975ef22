#include "store/sqlite/connection.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>
#include <sqlite3.h>

namespace sofia::store::sqlite {
namespace {

/// Another connection of the node may hold the write lock while it syncs.
constexpr int kBusyStepMs = 2;
constexpr int kBusyLimitMs = 5000;

/// Waits for a lock in small steps, so that interrupt() ends the waiting; sqlite3_interrupt() does
/// not wake SQLite's own busy handler.
int wait_for_lock(void* interrupted, int attempts) {
    const bool cut = static_cast<std::atomic<bool>*>(interrupted)->load(std::memory_order_relaxed);
    if (cut || attempts * kBusyStepMs >= kBusyLimitMs)
        return 0;
    sqlite3_sleep(kBusyStepMs);
    return 1;
}

/// Makes the file before SQLite does, with the rights that SQLite then gives to its -wal and -shm.
/// One that is there must not even be opened: closing it would drop the locks of all our
/// connections (POSIX locks belong to the process), and the next process that leaves would take
/// itself for the last one and delete the -wal under us
/// (SqliteRoom.AnotherProcessThatComesAndGoesTakesNothingAway).
void make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0)
        ::close(file);
}

/// The error of opening `path`: waiting does not mend a file that is damaged or read-only.
base::Error opening_failed(base::Error error, sqlite3* handle, const std::string& path) {
    const int code = sqlite3_errcode(handle) & 0xFF;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_READONLY)
        error.kind = base::ErrorKind::Invalid;
    error.text = fmt::format("{}: {}", path, error.text);
    return error;
}

}  // namespace

Connection::Connection(sqlite3* handle) : handle_(handle) {
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_handler(handle_, wait_for_lock, &interrupted_);
}

Connection::~Connection() {
    statements_.clear();
    sqlite3_close(handle_);
}

base::Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, bool check) {
    make_private_file(path);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(
        path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (handle == nullptr)
        return base::fail(base::ErrorKind::Unavailable, "sqlite: no memory");
    std::unique_ptr<Connection> connection(new Connection(handle));
    if (code != SQLITE_OK)
        return tl::unexpected(opening_failed(last_error(handle, "open"), handle, path));
    if (sqlite3_db_readonly(handle, "main") == 1)
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("{}: the file is read-only, the node must be able to write it", path));
    if (const auto ready = connection->configure(check); !ready)
        return tl::unexpected(opening_failed(ready.error(), handle, path));
    return connection;
}

base::Result<void> Connection::configure(bool check) {
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"})
        if (auto done = run(pragma); !done)
            return done;
    if (!check)
        return {};
    const auto statement = prepare("PRAGMA quick_check(1)");
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = (*statement)->step();
    const auto verdict = row && *row ? (*statement)->text(0) : std::string();
    (*statement)->reset();
    if (!row)
        return tl::unexpected(row.error());
    if (verdict != "ok")
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("sqlite: the file is damaged ({}): restore it from a backup "
                                      "or move it away",
                                      verdict));
    return {};
}

base::Result<Statement*> Connection::prepare(const std::string& sql) {
    auto& kept = statements_[sql];
    if (kept) {
        kept->reset();
        return kept.get();
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_,
                                        sql.data(),
                                        static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT,
                                        &statement,
                                        nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(last_error(handle_, sql));
    kept = std::make_unique<Statement>(handle_, statement, interrupted_);
    return kept.get();
}

base::Result<void> Connection::run(const std::string& sql) {
    if (interrupted_.load(std::memory_order_relaxed))
        return base::fail(base::ErrorKind::Unavailable, "sqlite: the connection was cut");
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return tl::unexpected(last_error(handle_, sql));
    return {};
}

base::Result<void> Connection::transact(const std::function<base::Result<void>()>& work) {
    // IMMEDIATE: a transaction that begins by reading could find the file locked at its first
    // write, and would have to start again.
    if (auto begun = run("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto result = work();
    if (result)
        result = commit();
    if (sqlite3_get_autocommit(handle_) == 0)
        sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    return result;
}

base::Result<void> Connection::commit() {
    auto done = run("COMMIT");
    // The log file may already hold the commit when the disk reports a failure of its sync.
    if (!done && (sqlite3_errcode(handle_) & 0xFF) == SQLITE_IOERR)
        done.error().kind = base::ErrorKind::InDoubt;
    return done;
}

std::size_t Connection::changes() const noexcept {
    return static_cast<std::size_t>(sqlite3_changes64(handle_));
}

void Connection::interrupt() noexcept {
    interrupted_.store(true, std::memory_order_relaxed);
    sqlite3_interrupt(handle_);
}

}  // namespace sofia::store::sqlite
