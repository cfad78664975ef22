#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace sofia::store::postgres {

/// An open transaction as the stores use it. Its functions throw pqxx's exceptions, which
/// Session::transact() catches. Texts are given in their portable form.
class Transaction {
  public:
    /// Made by Session::transact() only; `link` outlives it.
    explicit Transaction(pqxx::nontransaction& link) : link_(link) {}

    /// Runs a prepared statement (prepared.hpp) with its values.
    template <class... Values>
    pqxx::result run(const char* statement, Values&&... values) {
        return link_.exec_prepared(statement, std::forward<Values>(values)...);
    }
    /// Runs statements without values, several separated by ';'; gives the last one's result.
    pqxx::result run_text(const std::string& statements) { return link_.exec(statements); }

  private:
    pqxx::nontransaction& link_;
};

/// How a transaction takes part in the order of promotions and commits of a cluster.
enum class Fence {
    Commit,  ///< waits for promotions and other commits, keeps both out
    Claim,   ///< waits for promotions and keeps them out; commits go on
};

/// A connection to a PostgreSQL server and the only place where pqxx's exceptions are caught.
/// Thread: one, except interrupt().
class Session {
  public:
    /// Connects. `conninfo` is that of complete_conninfo(). Errors: Unavailable; the text has no
    /// password.
    static base::Result<std::unique_ptr<Session>> open(const std::string& conninfo);
    explicit Session(const std::string& conninfo);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Work inside a transaction; an Error rolls back.
    using Work = std::function<base::Result<void>(Transaction&)>;

    /// Runs `work` in a transaction and commits it. Errors: those of `work`; Invalid or Unavailable
    /// when the server refuses (rolled back) or the connection breaks before the commit; InDoubt
    /// when it breaks while the commit is under way.
    base::Result<void> transact(const Work& work);
    /// The same with the epoch of `cluster` locked and checked first, in the round trip that begins
    /// the transaction. Errors: also Stale.
    base::Result<void> transact(Fence fence,
                                const base::ClusterName& cluster,
                                base::Epoch epoch,
                                const Work& work);
    /// Whether the server answers. Errors: Unavailable.
    base::Result<void> ping();

    /// Shuts the socket down: whatever call is under way returns, and all later ones fail. Thread:
    /// any.
    void interrupt() noexcept;

  private:
    using Begin = std::function<base::Result<void>(pqxx::nontransaction&)>;
    base::Result<void> transact(const Begin& begin, const Work& work);
    base::Result<void> guarded(base::ErrorKind when_broken,
                               const std::function<base::Result<void>()>& step);
    base::Result<void> finish(pqxx::nontransaction& link, base::Result<void> result);

    // Thread of the session only.
    pqxx::connection connection_;
    /// Keeps the server's notices off standard error.
    pqxx::quiet_errorhandler quiet_{connection_};
    // Constant after construction: pqxx::connection::sock() may be read by its own thread only.
    int socket_;
};

}  // namespace sofia::store::postgres
