#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include "base/result.hpp"

namespace sofia::store::sqlite {

/// The error that the last call on this connection left: Invalid for a value that a constraint
/// refuses, Unavailable for the rest, a damaged file and a full disk among it.
base::Error last_error(sqlite3* handle, std::string_view doing);

/// A prepared statement with values for $1, $2 ... Texts are stored in their portable form and read
/// back as they were. Thread: that of its connection.
class Statement {
  public:
    /// `handle` and `interrupted` belong to the connection and outlive the statement.
    Statement(sqlite3* handle, sqlite3_stmt* statement, const std::atomic<bool>& interrupted);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Sets $`number`, counted from 1; numbers beyond the statement's are a bug. The text must
    /// stay as it is until the statement has run.
    Statement& bind(std::size_t number, std::string_view text);
    Statement& bind(std::size_t number, std::int64_t value);

    /// Goes to the next row. \return false after the last one. Errors: as last_error().
    base::Result<bool> step();
    /// Runs to the end and makes the statement ready for new values. Errors: as last_error().
    base::Result<void> run();
    /// Ends the reading of rows and forgets the values.
    void reset() noexcept;

    /// A column of the row, counted from 0.
    std::string text(int column) const;
    std::int64_t number(int column) const;

  private:
    // Constant after construction.
    sqlite3* handle_;
    sqlite3_stmt* statement_;
    const std::atomic<bool>& interrupted_;
    /// SQLite numbers parameters by first appearance; here is its number of each $n.
    std::vector<int> positions_;
    /// Portable forms of texts that needed one, alive until reset(); a deque does not move them.
    std::deque<std::string> escaped_;
};

}  // namespace sofia::store::sqlite
