#include "event_socket/network.hpp"

#include <array>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "base/log.hpp"

namespace sofia::event_socket {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kReadBytes = 16 * 1024;
/// How long finish() waits for the other end.
constexpr std::chrono::seconds kFinishLimit{10};
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

/// What the pending reads and writes of one connection share; lives until the last has ended.
class Connection final : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, asio::io_context& io)
        : socket_(std::move(socket)), finish_timer_(io) {}

    void start(std::function<void(std::string_view)> bytes, std::function<void()> ended) {
        bytes_ = std::move(bytes);
        ended_ = std::move(ended);
        read();
    }

    void send(std::string bytes) {
        if (finishing_ || !socket_.is_open())
            return;
        unsent_ += bytes.size();
        waiting_.push_back(std::move(bytes));
        if (waiting_.size() == 1)
            write();
    }

    void pause() { paused_ = true; }
    void resume() {
        paused_ = false;
        read();
    }

    void finish() {
        if (std::exchange(finishing_, true))
            return;
        bytes_ = nullptr;
        limit_time();
        if (waiting_.empty())
            shut_down();
        resume();
    }

    void close() {
        bytes_ = nullptr;
        ended_ = nullptr;
        finish_timer_.cancel();
        error_code ignored;
        socket_.close(ignored);
    }

    std::size_t unsent() const { return unsent_; }

  private:
    void read() {
        if (reading_ || paused_ || !socket_.is_open())
            return;
        reading_ = true;
        socket_.async_read_some(
            asio::buffer(input_),
            [self = shared_from_this()](const error_code& error, std::size_t length) {
                self->reading_ = false;
                if (error == asio::error::eof)
                    return self->end_of_input();
                if (error)
                    return self->end();
                // A copy, because the callee may close() and so clear it.
                if (const auto bytes = self->bytes_)
                    bytes(std::string_view(self->input_.data(), length));
                self->read();
            });
    }

    void write() {
        asio::async_write(socket_,
                          asio::buffer(waiting_.front()),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (error)
                                  return self->end();
                              self->unsent_ -= self->waiting_.front().size();
                              self->waiting_.pop_front();
                              if (!self->waiting_.empty())
                                  self->write();
                              else if (self->input_ended_)
                                  self->end();
                              else if (self->finishing_)
                                  self->shut_down();
                          });
    }

    /// A client that only closed its sending side (`printf ... | nc`) still gets its answers.
    void end_of_input() {
        input_ended_ = true;
        if (waiting_.empty())
            return end();
        finishing_ = true;
        limit_time();
    }

    void limit_time() {
        finish_timer_.expires_after(kFinishLimit);
        finish_timer_.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error)
                self->end();
        });
    }

    void shut_down() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
    }

    void end() {
        const auto ended = std::exchange(ended_, nullptr);
        close();
        if (ended)
            ended();
    }

    tcp::socket socket_;
    asio::steady_timer finish_timer_;
    std::array<char, kReadBytes> input_;
    std::deque<std::string> waiting_;
    std::size_t unsent_ = 0;
    std::function<void(std::string_view)> bytes_;
    std::function<void()> ended_;
    bool reading_ = false;
    bool paused_ = false;
    bool finishing_ = false;
    bool input_ended_ = false;
};

class TcpLink final : public Link {
  public:
    TcpLink(std::shared_ptr<Connection> connection, std::string peer)
        : connection_(std::move(connection)), peer_(std::move(peer)) {}
    ~TcpLink() override { connection_->close(); }

    const std::string& peer() const override { return peer_; }
    void start(std::function<void(std::string_view)> bytes, std::function<void()> ended) override {
        connection_->start(std::move(bytes), std::move(ended));
    }
    void send(std::string bytes) override { connection_->send(std::move(bytes)); }
    std::size_t unsent() const override { return connection_->unsent(); }
    void pause() override { connection_->pause(); }
    void resume() override { connection_->resume(); }
    void finish() override { connection_->finish(); }

  private:
    const std::shared_ptr<Connection> connection_;
    const std::string peer_;
};

std::string address_text(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

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
        error_code error;
        const auto remote = socket.remote_endpoint(error);
        if (error)
            return;  // It has gone already.
        socket.set_option(tcp::no_delay(true), error);
        socket.set_option(asio::socket_base::keep_alive(true), error);
        accepted_(std::make_unique<TcpLink>(std::make_shared<Connection>(std::move(socket), io_),
                                            address_text(remote.address())));
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
