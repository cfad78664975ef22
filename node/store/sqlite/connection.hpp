#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "store/sqlite/statement.hpp"

namespace sofia::store::sqlite {

/// An open SQLite file with its prepared statements. Thread: one, except interrupt().
class Connection {
  public:
    /// Opens or makes the file; `check` runs the integrity check. Errors: see sqlite.hpp.
    static base::Result<std::unique_ptr<Connection>> open(const std::string& path, bool check);
    /// Finalizes the statements, then closes the file.
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The statement for this text, prepared once and kept; it is reset and has no values. It lives
    /// as long as the connection. Errors: as error().
    base::Result<Statement*> prepare(const std::string& sql);
    /// Runs statements that give no rows. Errors: as error().
    base::Result<void> run(const std::string& sql);
    /// Runs `work` in a transaction that locks out other writers, and commits when it succeeds.
    /// Errors: those of `work` (rolled back), Unavailable, InDoubt when the commit itself failed on
    /// the disk.
    base::Result<void> transact(const std::function<base::Result<void>()>& work);
    /// How many rows the last statement changed.
    std::size_t changes() const noexcept;

    /// Ends the running statement and refuses all later ones: a connection that was cut is thrown
    /// away. Thread: any.
    void interrupt() noexcept;

  private:
    explicit Connection(sqlite3* handle);
    base::Result<void> configure(bool check);
    base::Result<void> commit();

    // Constant after construction.
    sqlite3* handle_;
    // Thread of the connection only.
    std::unordered_map<std::string, std::unique_ptr<Statement>> statements_;
    // Any thread.
    std::atomic<bool> interrupted_{false};
};

}  // namespace sofia::store::sqlite
