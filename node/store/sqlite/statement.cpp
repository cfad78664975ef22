#include "store/sqlite/statement.hpp"

#include <fmt/core.h>

#include "store/portable_text.hpp"

namespace sofia::store::sqlite {
namespace {

base::ErrorKind kind_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_CONSTRAINT:
        case SQLITE_TOOBIG:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
            return base::ErrorKind::Invalid;
        default:
            return base::ErrorKind::Unavailable;
    }
}

}  // namespace

base::Error last_error(sqlite3* handle, std::string_view doing) {
    const int code = sqlite3_extended_errcode(handle);
    return {kind_of(code),
            fmt::format("sqlite: {}: {} (code {})", doing, sqlite3_errmsg(handle), code)};
}

Statement::Statement(sqlite3* handle, sqlite3_stmt* statement, const std::atomic<bool>& interrupted)
    : handle_(handle), statement_(statement), interrupted_(interrupted) {
    const int count = sqlite3_bind_parameter_count(statement);
    for (int i = 1; i <= count; ++i)
        positions_.push_back(
            sqlite3_bind_parameter_index(statement, fmt::format("${}", i).c_str()));
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(std::size_t number, std::string_view text) {
    if (!is_portable(text))
        text = escaped_.emplace_back(to_portable(text));
    // An empty view may have no data, which SQLite would take for NULL.
    sqlite3_bind_text(statement_,
                      positions_.at(number - 1),
                      text.empty() ? "" : text.data(),
                      static_cast<int>(text.size()),
                      SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind(std::size_t number, std::int64_t value) {
    sqlite3_bind_int64(statement_, positions_.at(number - 1), value);
    return *this;
}

base::Result<bool> Statement::step() {
    if (interrupted_.load(std::memory_order_relaxed))
        return base::fail(base::ErrorKind::Unavailable, "sqlite: the connection was cut");
    switch (sqlite3_step(statement_)) {
        case SQLITE_ROW:
            return true;
        case SQLITE_DONE:
            return false;
        default:
            return tl::unexpected(last_error(handle_, sqlite3_sql(statement_)));
    }
}

base::Result<void> Statement::run() {
    auto more = step();
    while (more && *more)
        more = step();
    reset();
    if (!more)
        return tl::unexpected(more.error());
    return {};
}

void Statement::reset() noexcept {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    escaped_.clear();
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (data == nullptr)
        return {};
    return from_portable(
        std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))));
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}

}  // namespace sofia::store::sqlite
