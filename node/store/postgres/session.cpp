#include "store/postgres/session.hpp"

#include <sys/socket.h>

#include <fmt/core.h>

#include "base/text.hpp"
#include "store/dsn.hpp"
#include "store/portable_text.hpp"
#include "store/postgres/prepared.hpp"
#include "store/postgres/sqlstate.hpp"
#include "store/promotion.hpp"

namespace sofia::store::postgres {
namespace {

/// What each session starts with. A backend whose client was cut off in mid-transaction must not
/// hold the cluster's row for ever, and a server set to answer before its disk has the commit must
/// not do so to us (a stricter setting stays). Plans with arrays look cheaper when they are made
/// anew for each batch, which costs a third of the batch (measured: 0.31 against 0.20 ms a call). A
/// plan that is made once must suit a full table too: while one is small, reading all of it looks
/// cheap.
constexpr char kSessionSettings[] =
    "SET client_encoding = 'UTF8';"
    "SET idle_in_transaction_session_timeout = 3000;"
    "SET plan_cache_mode = force_generic_plan;"
    "SET enable_seqscan = off;"
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'";

constexpr char kBegin[] = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// One line without password; libpq ends its messages with a line end.
base::Error error(base::ErrorKind kind, std::string_view text) {
    return {kind, fmt::format("postgres: {}", redact_passwords(base::trim(text)))};
}

/// A connection that pqxx quietly made anew in the middle of our statements would run them outside
/// of the transaction: a broken one has to stay broken. (The function is deprecated because later
/// versions behave like this by themselves.)
void forbid_reconnection(pqxx::connection& connection) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

}  // namespace

Session::Session(const std::string& conninfo) : connection_(conninfo), socket_(connection_.sock()) {
    forbid_reconnection(connection_);
    pqxx::nontransaction(connection_).exec(kSessionSettings);
    for (const auto& prepared : prepared_statements())
        connection_.prepare(prepared.name, prepared.sql);
}

base::Result<std::unique_ptr<Session>> Session::open(const std::string& conninfo) {
    try {
        return std::make_unique<Session>(conninfo);
    } catch (const std::exception& failure) {
        return tl::unexpected(error(base::ErrorKind::Unavailable, failure.what()));
    }
}

base::Result<void> Session::guarded(base::ErrorKind when_broken,
                                    const std::function<base::Result<void>()>& step) {
    try {
        return step();
    } catch (const pqxx::in_doubt_error& failure) {
        return tl::unexpected(error(base::ErrorKind::InDoubt, failure.what()));
    } catch (const pqxx::sql_error& failure) {
        const auto kind =
            connection_.is_open() ? kind_of_sqlstate(failure.sqlstate()) : when_broken;
        return tl::unexpected(
            error(kind, fmt::format("{} ({})", base::trim(failure.what()), failure.sqlstate())));
    } catch (const std::exception& failure) {
        if (connection_.is_open())
            return tl::unexpected(error(base::ErrorKind::Unavailable, failure.what()));
        // pqxx 6 then speaks of the encoding that it could not obtain.
        return tl::unexpected(error(when_broken, "the connection is lost"));
    }
}

base::Result<void> Session::finish(pqxx::nontransaction& link, base::Result<void> result) {
    if (result)
        return guarded(base::ErrorKind::InDoubt, [&]() -> base::Result<void> {
            link.exec("COMMIT");
            return {};
        });
    // What went wrong is known already; a rollback that fails means that the connection is gone,
    // and with it the transaction.
    static_cast<void>(guarded(base::ErrorKind::Unavailable, [&]() -> base::Result<void> {
        if (connection_.is_open())
            link.exec("ROLLBACK");
        return {};
    }));
    return result;
}

base::Result<void> Session::transact(const Begin& begin, const Work& work) {
    // pqxx::work would spend a round trip on BEGIN alone. COMMIT is a message of its own on
    // purpose: it is sent only when the locks are known to be held, so that the remains of a cut
    // connection can never commit behind the back of the one that replaced it
    // (PostgresRoom.ACutConnectionCannotCommitAfterItsSuccessor).
    return guarded(base::ErrorKind::Unavailable, [&] {
        pqxx::nontransaction link(connection_);
        auto result = guarded(base::ErrorKind::Unavailable, [&] {
            auto begun = begin(link);
            Transaction transaction(link);
            return begun ? work(transaction) : begun;
        });
        return finish(link, std::move(result));
    });
}

base::Result<void> Session::transact(const Work& work) {
    return transact(
        [](pqxx::nontransaction& link) -> base::Result<void> {
            link.exec(kBegin);
            return {};
        },
        work);
}

base::Result<void> Session::transact(Fence fence,
                                     const base::ClusterName& cluster,
                                     base::Epoch epoch,
                                     const Work& work) {
    const char* lock = fence == Fence::Commit ? statement::kLockEpoch : statement::kHoldEpoch;
    return transact(
        [&](pqxx::nontransaction& link) -> base::Result<void> {
            connection_.prepare_now(lock);
            const auto rows = link.exec(fmt::format(
                "{}; EXECUTE {}({})", kBegin, lock, link.quote(to_portable(cluster.str()))));
            const auto current =
                rows.empty() ? base::Epoch{0} : base::Epoch{rows[0][0].as<std::int64_t>()};
            if (current > epoch)
                return tl::unexpected(stale_epoch(cluster, epoch, current));
            return {};
        },
        work);
}

base::Result<void> Session::ping() {
    return guarded(base::ErrorKind::Unavailable, [&]() -> base::Result<void> {
        pqxx::nontransaction(connection_).exec("SELECT 1");
        return {};
    });
}

void Session::interrupt() noexcept {
    ::shutdown(socket_, SHUT_RDWR);
}

}  // namespace sofia::store::postgres
