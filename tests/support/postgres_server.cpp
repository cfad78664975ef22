#include "support/postgres_server.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace sofia::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kStartLimit = 30s;
constexpr auto kPollStep = 5ms;
constexpr char kUser[] = "postgres";

/// Where Debian keeps the server's programs; the highest version wins.
std::string programs() {
    std::string newest;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql"))
        newest = std::max(newest, (version.path() / "bin").string());
    return newest + "/";
}

/// Words in front of a server program: it refuses to run as root, and must not outlive us.
std::vector<std::string> as_server() {
    std::vector<std::string> words{"setpriv", "--pdeathsig", "INT"};
    if (geteuid() == 0)
        words.insert(
            words.end(),
            {fmt::format("--reuid={}", kUser), fmt::format("--regid={}", kUser), "--clear-groups"});
    words.emplace_back("--");
    return words;
}

std::vector<std::string> operator+(std::vector<std::string> left,
                                   const std::vector<std::string>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// Starts a program with both outputs in `output` (a file descriptor). \return its process id.
pid_t spawn(const std::vector<std::string>& words, int output) {
    std::vector<char*> arguments;
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0)
        return child;
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

/// Runs a program to its end. \return what it printed.
std::string run(const std::vector<std::string>& words) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error("pipe failed");
    const pid_t child = spawn(words, ends[1]);
    close(ends[1]);
    std::string output;
    char buffer[4096];
    for (ssize_t count = 0; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
        output.append(buffer, static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0)
        throw std::runtime_error(fmt::format("{}: {}", fmt::join(words, " "), output));
    while (!output.empty() && output.back() == '\n')
        output.pop_back();
    return output;
}

/// Whether nobody listens on that port of 127.0.0.1.
bool is_free(std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    return bound;
}

/// A port outside of those that the kernel gives to outgoing connections: one of them could sit on
/// the port while the server is down, or, connecting to it, meet itself there.
std::uint16_t free_port() {
    constexpr int kLowest = 10240;
    constexpr int kHighest = 65535;
    constexpr int kAttempts = 1000;
    int first_given = 32768;
    int last_given = 60999;
    std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first_given >> last_given;
    std::random_device random;
    std::uniform_int_distribution<int> any(kLowest, kHighest);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const int port = any(random);
        if ((port < first_given || port > last_given) && is_free(static_cast<std::uint16_t>(port)))
            return static_cast<std::uint16_t>(port);
    }
    throw std::runtime_error("no free port outside of ip_local_port_range");
}

std::string read_all(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The words of /proc/PID/stat behind the program's name: state, parent, ...
std::vector<std::string> stat_words(const std::string& pid) {
    const auto text = read_all("/proc/" + pid + "/stat");
    std::istringstream rest(text.substr(std::min(text.rfind(')') + 1, text.size())));
    return {std::istream_iterator<std::string>(rest), {}};
}

/// Whether the process runs; one that only waits for its parent to take notice does not.
bool is_alive(pid_t pid) {
    const auto words = stat_words(std::to_string(pid));
    return !words.empty() && words[0] != "Z";
}

}  // namespace

PostgresServer::PostgresServer(Sync sync) : sync_(sync), port_(free_port()) {
    char path[] = "/tmp/sofia-postgres-XXXXXX";
    if (mkdtemp(path) == nullptr)
        throw std::runtime_error("no temporary directory");
    directory_ = path;
    if (geteuid() == 0) {
        const auto* user = getpwnam(kUser);
        if (user == nullptr || chown(path, user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("user postgres is missing: install postgresql");
    }
    run(as_server() + std::vector<std::string>{programs() + "initdb",
                                               "--auth=trust",
                                               "--encoding=UTF8",
                                               "--locale=C.UTF-8",
                                               "--no-sync",
                                               "-U",
                                               kUser,
                                               "-D",
                                               directory_ + "/data"});
    start();
}

PostgresServer::~PostgresServer() {
    if (postmaster_ != 0)
        kill();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

std::string PostgresServer::dsn(std::string_view database) const {
    return fmt::format("postgresql://{}@127.0.0.1:{}/{}", kUser, port_, database);
}

std::string PostgresServer::make_database() {
    auto name = fmt::format("test_{}", ++databases_);
    sql("postgres", "CREATE DATABASE " + name);
    return name;
}

std::string PostgresServer::sql(std::string_view database, std::string_view statements) const {
    return run({"psql",
                "-XAtq",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                dsn(database),
                "-c",
                std::string(statements)});
}

void PostgresServer::start() {
    const auto log = directory_ + "/log";
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    auto words = as_server();
    for (const auto& word : {programs() + "postgres",
                             "-D" + directory_ + "/data",
                             "-p" + std::to_string(port_),
                             "-k" + directory_,
                             std::string("-clisten_addresses=127.0.0.1"),
                             std::string(sync_ == Sync::On ? "-cfsync=on" : "-cfsync=off")})
        words.push_back(word);
    postmaster_ = spawn(words, output);
    close(output);
    wait_until_ready();
}

void PostgresServer::wait_until_ready() const {
    // The last line of postmaster.pid is the state.
    const auto limit = std::chrono::steady_clock::now() + kStartLimit;
    while (read_all(directory_ + "/data/postmaster.pid").find("ready") == std::string::npos) {
        if (waitpid(postmaster_, nullptr, WNOHANG) != 0 || std::chrono::steady_clock::now() > limit)
            throw std::runtime_error("postgres did not start: " + read_all(directory_ + "/log"));
        std::this_thread::sleep_for(kPollStep);
    }
}

void PostgresServer::stop() {
    ::kill(postmaster_, SIGINT);
    waitpid(postmaster_, nullptr, 0);
    postmaster_ = 0;
}

void PostgresServer::kill() {
    freeze();
    const auto all = processes();
    for (const auto pid : all)
        ::kill(pid, SIGKILL);
    waitpid(postmaster_, nullptr, 0);
    // The children are not ours to wait for; a new server refuses to start before they are gone.
    for (const auto pid : all)
        while (is_alive(pid))
            std::this_thread::sleep_for(kPollStep);
    postmaster_ = 0;
    fs::remove(directory_ + "/data/postmaster.pid");
}

void PostgresServer::freeze() {
    // The postmaster first: it must not start a child behind the back of who looks for them.
    ::kill(postmaster_, SIGSTOP);
    signal_all(SIGSTOP);
}

void PostgresServer::thaw() {
    signal_all(SIGCONT);
}

std::chrono::microseconds PostgresServer::cpu_time() const {
    constexpr std::size_t kUserTicks = 11;
    constexpr std::size_t kSystemTicks = 12;
    long ticks = 0;
    for (const auto pid : processes())
        if (const auto words = stat_words(std::to_string(pid)); words.size() > kSystemTicks)
            ticks += std::stol(words[kUserTicks]) + std::stol(words[kSystemTicks]);
    return std::chrono::microseconds(ticks * 1000000 / sysconf(_SC_CLK_TCK));
}

std::vector<pid_t> PostgresServer::processes() const {
    std::vector<pid_t> all{postmaster_};
    const auto parent = std::to_string(postmaster_);
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        if (const auto words = stat_words(name); words.size() > 1 && words[1] == parent)
            all.push_back(std::stoi(name));
    }
    return all;
}

void PostgresServer::signal_all(int signal) const {
    for (const auto pid : processes())
        ::kill(pid, signal);
}

}  // namespace sofia::test
