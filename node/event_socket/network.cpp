#include "event_socket/network.hpp"

#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "base/log.hpp"
#include "event_socket/tcp_attempt.hpp"
#include "event_socket/tcp_link.hpp"

namespace sofia::event_socket {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// How long the listener rests when the process has no file descriptor left.
constexpr std::chrono::milliseconds kAcceptRest{100};

/// Posts into a loop that may have ended: after close() everything is dropped.
class Mailbox final : public base::Executor {
  public:
    explicit Mailbox(asio::io_context& io) : io_(&io) {}

    void post(base::Task task) override {
        const std::lock_guard lock(mutex_);
        if (io_ != nullptr)
            asio::post(*io_, std::move(task));
    }
    void close() {
        const std::lock_guard lock(mutex_);
        io_ = nullptr;
    }

  private:
    std::mutex mutex_;
    // Guarded by mutex_
    asio::io_context* io_;
};

/// A timer whose pending wait keeps `state_` alive and finds it stopped when it fires too late.
class AsioTimer final : public sip::Timer {
  public:
    AsioTimer(asio::io_context& io,
              std::chrono::milliseconds delay,
              std::chrono::milliseconds period,
              base::Task task)
        : state_(std::make_shared<State>(io, period, std::move(task))) {
        state_->timer.expires_after(delay);
        wait(state_);
    }
    ~AsioTimer() override {
        state_->stopped = true;
        state_->timer.cancel();
    }

  private:
    struct State {
        State(asio::io_context& io, std::chrono::milliseconds every, base::Task what)
            : timer(io), period(every), task(std::move(what)) {}
        asio::steady_timer timer;
        std::chrono::milliseconds period;
        base::Task task;
        bool stopped = false;
    };

    static void wait(const std::shared_ptr<State>& state) {
        state->timer.async_wait([state](const error_code&) {
            if (state->stopped)
                return;
            if (state->period.count() > 0) {
                state->timer.expires_at(state->timer.expiry() + state->period);
                wait(state);
            }
            state->task();
        });
    }

    std::shared_ptr<State> state_;
};

/// Accepts for as long as it lives.
class Listener final {
  public:
    Listener(asio::io_context& io, std::function<void(std::unique_ptr<Link>)> accepted)
        : io_(io), acceptor_(io), rest_(io), accepted_(std::move(accepted)) {}

    error_code open(const tcp::endpoint& endpoint) {
        error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error)
            acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error && endpoint.address() == asio::ip::address_v6::any())
            acceptor_.set_option(asio::ip::v6_only(false), error);
        if (!error)
            acceptor_.bind(endpoint, error);
        if (!error)
            acceptor_.listen(tcp::acceptor::max_listen_connections, error);
        return error;
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void accept() {
        acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
            if (error == asio::error::operation_aborted)
                return;
            if (error)
                return rest(error);
            resting_ = false;
            admit(std::move(socket));
            accept();
        });
    }

  private:
    void admit(tcp::socket socket) {
        if (auto link = make_tcp_link(std::move(socket), io_))
            accepted_(std::move(link));
    }

    void rest(const error_code& error) {
        if (!std::exchange(resting_, true))
            LOG_WARN(Area::Socket, "event socket cannot accept: {}; trying on", error.message());
        rest_.expires_after(kAcceptRest);
        rest_.async_wait([this](const error_code& cancelled) {
            if (!cancelled)
                accept();
        });
    }

    asio::io_context& io_;
    tcp::acceptor acceptor_;
    asio::steady_timer rest_;
    bool resting_ = false;
    const std::function<void(std::unique_ptr<Link>)> accepted_;
};

}  // namespace

struct Network::Machine {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(io);
    std::vector<std::unique_ptr<Listener>> listeners;
};

Network::Network() : machine_(std::make_unique<Machine>()) {}

Network::~Network() {
    stop();
}

base::Result<std::uint16_t> Network::listen(const std::string& address,
                                            std::uint16_t port,
                                            std::function<void(std::unique_ptr<Link>)> accepted) {
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error)
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("event socket address '{}': expected an IPv4 or IPv6 address", address));
    auto listener = std::make_unique<Listener>(machine_->io, std::move(accepted));
    if (error = listener->open(tcp::endpoint(ip, port)); error)
        return base::fail(
            base::ErrorKind::Unavailable,
            fmt::format(
                "event socket {} port {} cannot be bound: {}", address, port, error.message()));
    listener->accept();
    const auto bound = listener->port();
    machine_->listeners.push_back(std::move(listener));
    return bound;
}

std::unique_ptr<Attempt> Network::connect(const std::string& host,
                                          std::uint16_t port,
                                          std::chrono::milliseconds limit,
                                          OnConnected done) {
    return std::make_unique<TcpAttempt>(machine_->io, host, port, limit, std::move(done));
}

std::shared_ptr<base::Executor> Network::mailbox() const {
    return machine_->mailbox;
}

void Network::post(base::Task task) {
    machine_->mailbox->post(std::move(task));
}

std::unique_ptr<sip::Timer> Network::after(std::chrono::milliseconds delay, base::Task task) {
    return std::make_unique<AsioTimer>(
        machine_->io, delay, std::chrono::milliseconds(0), std::move(task));
}

std::unique_ptr<sip::Timer> Network::every(std::chrono::milliseconds period, base::Task task) {
    return std::make_unique<AsioTimer>(machine_->io, period, period, std::move(task));
}

void Network::run() {
    machine_->io.run();
}

void Network::stop() {
    machine_->mailbox->close();
    machine_->io.stop();
}

}  // namespace sofia::event_socket
