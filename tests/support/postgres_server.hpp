#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace sofia::test {

/// A real PostgreSQL cluster of its own in a temporary directory, on a free loopback port and a
/// unix socket. It runs as user postgres when the test is run by root and dies with the test
/// program in any case. Every function throws
/// std::runtime_error with the server's log when it cannot do what it says. Thread: one.
class PostgresServer {
  public:
    /// Whether each commit waits for the disk, as in production. What is lost without it is lost in
    /// a power cut only, not when the processes are killed, and tests run ten times as fast.
    enum class Sync { Off, On };

    /// Makes the cluster and starts it; it takes connections when the constructor returns.
    explicit PostgresServer(Sync sync = Sync::Off);
    /// Stops the server, frozen or not, and removes the directory.
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// The one server that the suites of a test program share; started at first use.
    static PostgresServer& shared();

    /// The TCP port on 127.0.0.1; the same after stop() and start().
    std::uint16_t port() const noexcept { return port_; }
    /// `postgresql://` DSN of a database.
    std::string dsn(std::string_view database) const;
    /// Makes an empty database with a name of its own. \return the name.
    std::string make_database();
    /// Runs SQL in a database. \return the rows, columns separated by '|', without line end at the
    /// end.
    std::string sql(std::string_view database, std::string_view statements) const;

    /// Takes connections again; after kill() the server first recovers from its log.
    void start();
    /// Ends the server in order; open connections are cut.
    void stop();
    /// Ends every process of the server at once by SIGKILL.
    void kill();
    /// Stops every process in its tracks: the kernel still takes connections and data, nobody
    /// answers.
    void freeze();
    /// Ends freeze().
    void thaw();

    /// User and system time that the living processes of the server have used.
    std::chrono::microseconds cpu_time() const;

  private:
    /// The postmaster first, then its children.
    std::vector<pid_t> processes() const;
    void signal_all(int signal) const;
    void wait_until_ready() const;

    // Constant after construction.
    const Sync sync_;
    std::string directory_;
    std::uint16_t port_ = 0;
    // The postmaster, 0 when it does not run.
    pid_t postmaster_ = 0;
    int databases_ = 0;
};

}  // namespace sofia::test
